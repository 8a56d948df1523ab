import { FINDINGS, type Finding } from '../../functions/core/readiness/findings.ts';
import type { Bounces, Footing } from '../../functions/core/readiness/footing.ts';
import { type DomainFinding, findingsOfDomain, type Tally } from '../../functions/core/readiness/tally.ts';
import { LIST_SEPARATOR } from '../users/read-csv.ts';
import { csvLine } from '../users/write-users.ts';
import type { Unknown } from './stopped-addresses.ts';

/** With a byte order mark, as exports of users. */
export const HEADER = `\uFEFF${csvLine(['userId', 'factors', 'holds', 'recoveryCodes', 'findings'])}`;

/** `phone: totp push|mailbox: email`: what is lost at once. No address and no name that its owner chose. */
export function userLine(userId: string, { factors, possessions, recoveryCodes, findings }: Footing): string {
  const holds = possessions.map(({ kind, factors: own }) => `${kind}: ${own.map(({ method }) => method).join(' ')}`);
  const codes = recoveryCodes === undefined ? '' : String(recoveryCodes);
  return csvLine([userId, String(factors), holds.join(LIST_SEPARATOR), codes, findings.join(LIST_SEPARATOR)]);
}

interface Reported {
  readonly domain: string;
  readonly tally: Tally;
  /** Its users live in LDAP. */
  readonly isOutside: boolean;
  readonly bounces: Bounces | Unknown;
}

const OF_DOMAIN: Readonly<Record<DomainFinding, string>> = {
  fewerThanTwoAdministrators: 'fewer than two administrators: `npx sekisho admin create` makes another one',
  administersWithoutFactor: 'somebody administers with a password alone: see docs/administrators.md',
};

export function reportOf({ domain, tally, isOutside, bounces }: Reported): string {
  const { people, clients, administrators, found } = tally;
  const lines = (Object.keys(FINDINGS) as Finding[]).map((finding) => lineOf(finding, found[finding], people));
  const unknown = typeof bounces === 'function' ? [] : [`Not known: addresses that bounce (${bounces.reason}).`];
  if (isOutside) {
    return [
      `${domain} lives in LDAP: ${people} users are known here, of whom the addresses and groups are not.`,
      ...lines,
      ...unknown,
    ].join('\n');
  }
  return [
    `${domain}: ${people} people, ${administrators} of them administrators; ${clients} clients.`,
    ...lines,
    ...findingsOfDomain(tally).map((finding) => `The domain: ${OF_DOMAIN[finding]}.`),
    ...unknown,
  ].join('\n');
}

function lineOf(finding: Finding, count: number, people: number): string {
  const share = people === 0 ? 0 : (count * 100) / people;
  return `${String(count).padStart(9)} ${share.toFixed(1).padStart(5)} %  ${finding}: ${FINDINGS[finding]}`;
}
