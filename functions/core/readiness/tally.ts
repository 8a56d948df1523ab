import { FINDINGS, type Finding } from './findings.ts';
import type { Judged } from './footing.ts';

/** How many of whom; counts of parts of a domain add up to those of the whole. */
export interface Tally {
  /** Users who are no clients. */
  readonly people: number;
  readonly clients: number;
  /** In the group `Administrators`. */
  readonly administrators: number;
  readonly found: Readonly<Record<Finding, number>>;
}

const NAMES = Object.keys(FINDINGS) as readonly Finding[];

export const NOBODY: Tally = { people: 0, clients: 0, administrators: 0, found: countsOf(() => 0) };

/** With one user more. */
export function counted(tally: Tally, judged: Judged): Tally {
  if (judged === 'nobody') return tally;
  if (judged === 'client') return { ...tally, clients: tally.clients + 1 };
  return {
    ...tally,
    people: tally.people + 1,
    administrators: tally.administrators + Number(judged.isAdministrator),
    found: countsOf((finding) => tally.found[finding] + Number(judged.findings.includes(finding))),
  };
}

function countsOf(count: (finding: Finding) => number): Tally['found'] {
  return Object.fromEntries(NAMES.map((name) => [name, count(name)])) as Record<Finding, number>;
}

/** What is wrong with a domain as a whole: when one administrator is gone, nobody is left to help. */
export type DomainFinding = 'fewerThanTwoAdministrators' | 'administersWithoutFactor';

export function findingsOfDomain({ administrators, found }: Tally): readonly DomainFinding[] {
  return [
    ...(administrators < 2 ? (['fewerThanTwoAdministrators'] as const) : []),
    ...(found.administersWithoutFactor > 0 ? (['administersWithoutFactor'] as const) : []),
  ];
}
