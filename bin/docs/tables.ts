import * as z from 'zod';
import { AUDIT_KINDS } from '../../functions/core/audit/record.ts';
import { CODES, type Code } from '../../functions/core/errors/codes.ts';
import { REMEDIES } from '../../functions/core/errors/remedies.ts';
import { SETTINGS, type SettingName, WITHOUT_EFFECT } from '../../functions/core/settings/catalogue.ts';
import { PRESETS, type Preset } from '../../functions/core/settings/presets.ts';
import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import { AuditRecordView } from '../../functions/directory/audit/contract.ts';
import type { CallerKind, Endpoint } from '../../functions/http/endpoint.ts';
import { LOG_CODES } from '../../functions/http/log-codes.ts';
import { METRICS } from '../../functions/http/metric-names.ts';
import { BILL_HEAD, billRows, callRows, priceRows, verificationRows } from './cost.ts';

type Row = readonly string[];

const COST_HEAD = ['operation', 'case', 'API, Lambda, logs + the rest', 'a million'];

/** The tables that stand in documents between `<!-- table: NAME -->` and `<!-- end -->`. */
const TABLES: Readonly<Record<string, () => string>> = {
  settings: () => table(['setting', ...PRESETS, 'values', 'what it does'], settingNames().map(settingRow)),
  'settings without effect': () =>
    table(
      ['setting', 'why it has no effect'],
      Object.entries(WITHOUT_EFFECT).map(([name, why]) => [code(name), why]),
    ),
  'minor codes': () =>
    table(
      ['minor code', 'status', 'meaning', 'what to do'],
      (Object.keys(CODES) as Code[]).map((name) => {
        const { status, meaning } = CODES[name];
        return [code(name), String(status), meaning, REMEDIES[name]];
      }),
    ),
  prices: () => table(['of', 'this many', 'cost'], priceRows()),
  'cost of calls': () => table(COST_HEAD, callRows({ byStranger: false })),
  'cost of strangers': () => table(COST_HEAD, callRows({ byStranger: true })),
  'audit kinds': () =>
    table(
      ['kind', 'what happened'],
      Object.entries(AUDIT_KINDS).map(([name, what]) => [code(name), what]),
    ),
  'audit schema': () => `\`\`\`json\n${JSON.stringify(z.toJSONSchema(AuditRecordView), null, 2)}\n\`\`\``,
  'monthly bill': () => table(BILL_HEAD, billRows()),
  'cost of verifications': () => table(['a million verifications by', 'calls', 'cost'], verificationRows()),
  'log codes': () =>
    table(
      ['code', 'meaning'],
      Object.entries(LOG_CODES).map(([name, meaning]) => [code(name), meaning]),
    ),
  metrics: () =>
    table(
      ['metric', 'one more means'],
      Object.entries(METRICS).map(([name, meaning]) => [code(name), meaning]),
    ),
  routes: () => table(['route', 'who may call', 'what it does'], Object.values(FUNCTIONS).flat().flatMap(routeRows)),
};

const MARKED = /(<!-- table: ([\w ]+) -->\n)[\s\S]*?(<!-- end -->)/g;

/** The document with each marked table made anew. */
export function withTables(markdown: string): string {
  return markdown.replace(MARKED, (_all, start: string, name: string, end: string) => {
    const make = TABLES[name];
    if (make === undefined) throw new Error(`there is no table "${name}"; known: ${Object.keys(TABLES).join(', ')}`);
    return `${start}\n${make()}\n\n${end}`;
  });
}

function settingNames(): SettingName[] {
  return Object.keys(SETTINGS) as SettingName[];
}

function settingRow(name: SettingName): Row {
  const { defaults, description, expected } = SETTINGS[name];
  const [usual, strict] = [expected('standard'), expected('aal2')];
  const values =
    usual === strict ? usual : `${usual}; in aal2: ${strict.replace(' (preset aal2 allows nothing else)', '')}`;
  return [code(name), ...PRESETS.map((preset) => shownDefault(defaults, preset)), values, description];
}

/** A default that differs from that of the first preset is in bold; texts of messages are too long for a table. */
function shownDefault(defaults: Readonly<Record<Preset, boolean | number | string>>, preset: Preset): string {
  const value = defaults[preset];
  if (value === '') return '';
  if (typeof value === 'string' && (value.length > 24 || value.includes('{'))) return 'our text';
  return value === defaults[PRESETS[0]] ? code(String(value)) : `**${code(String(value))}**`;
}

const CALLERS: Readonly<Record<CallerKind, string>> = {
  anyone: 'anyone',
  client: 'a client (`OTPRestUserGroup`)',
  user: 'the user himself',
  'client-or-user': 'a client (`OTPRestUserGroup`) or the user himself',
  'oauth-client': 'a client (`OAuthClients`)',
  token: 'the user himself, with an access token',
  'user-or-token': 'the user himself, with password or access token',
  administrator: 'an administrator',
  'client-or-administrator': 'a client (`OTPRestUserGroup`) for its application, or an administrator',
};

function routeRows({ path, operations }: Endpoint): Row[] {
  return Object.entries(operations).map(([method, { caller, groups, summary }]) => [
    code(`${method} ${path}`),
    callerCell(caller, groups),
    summary,
  ]);
}

function callerCell(caller: CallerKind, groups: readonly string[] | undefined): string {
  const members = groups?.map(code).join(', ') ?? CALLERS[caller];
  return caller === 'client-or-administrator' ? `${CALLERS.client} for its application; ${members}` : members;
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
