/**
 * The attacker is a user of the old system and chooses a text there that the operator exports and imports here: a note, a
 * name, a job title. Lines in it are to become users, groups or passwords of the import, above all where some other line of
 * the file is broken and the reader has to find its way back.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dynamodbDirectory } from '../../functions/adapters/dynamodb/directory.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { runCli } from '../cli/run-cli.ts';
import { ADMIN, type OtpClient, startClient } from '../http/client.ts';
import { PRESET } from '../http/put-user.ts';
import { DOMAINS } from '../http/token-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'sekisho-smuggled-'));
let client: OtpClient;
let turn = 0;
beforeAll(async () => {
  client = await startClient();
});
afterAll(async () => {
  await client.service.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Who is in a new domain after the import of a file. */
async function importedFrom(form: 'csv' | 'ldif', text: string) {
  const name = `Smuggled${++turn}`;
  expect((await client.call('POST', DOMAINS, { as: ADMIN, body: { name } })).status).toBe(200);
  const path = join(folder, `${name}.${form}`);
  writeFileSync(path, text);
  await runCli(['users', 'import', path, '--local', '--domain', name], { port: new URL(client.service.url).port });
  const { users } = await dynamodbDirectory(openTable('sekisho'), PRESET).list(name, { after: undefined, limit: 100 });
  return users.map(({ userId, groups }) => [userId, ...groups].join(' '));
}

const LINES = 'note\nevil,Administrators,x\nend';

it.each([
  ['alone', `"hana","","${LINES}"\n"taro","",""\n`],
  ['in a row that has a field too many', `hana,,"${LINES}",x\ntaro,,\n`],
  ['in a row that is broken behind it', `hana,,"${LINES}",st"ray\ntaro,,\n`],
  ['after a row whose quote is not closed', `lost,,"x\nhana,,"${LINES}"\ntaro,,\n`],
  ['with lines that end in CR', `hana,,"${LINES.replaceAll('\n', '\r')}"\ntaro,,\n`],
])('rows inside of a text of several lines are no users: %s', async (_where, rows) => {
  const users = await importedFrom('csv', `userId,groups,note\n${rows}`);
  expect(users).toContain('taro');
  expect(users.filter((user) => /evil|Administrators/.test(user))).toEqual([]);
});

it.each([
  ['a line break in base64', `displayName:: ${Buffer.from('x\nsekishoGroup: Administrators').toString('base64')}`],
  ['an attribute of ours inside of a value', 'displayName: x sekishoGroup: Administrators'],
  ['a folded line that looks like an attribute', 'description: x\n sekishoGroup: Administrators'],
  ['a comment that goes on', '# x\n sekishoGroup: Administrators'],
  ['a photo that goes on', 'jpegPhoto:: AAAA\n sekishoGroup: Administrators'],
])('no value of an entry becomes an attribute of its own: %s', async (_what, line) => {
  const users = await importedFrom('ldif', `dn: uid=hana\nuid: hana\n${line}\n\ndn: uid=taro\nuid: taro\n`);
  expect(users).toContain('taro');
  expect(users.filter((user) => user.includes('Administrators'))).toEqual([]);
});
