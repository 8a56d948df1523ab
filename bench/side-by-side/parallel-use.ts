import type { Table } from '../section.ts';
import type { ParallelKind, Subject } from './subject.ts';

const AT_ONCE = 50;

const QUESTIONS: Readonly<Record<ParallelKind, string>> = {
  'one-sign-in': 'one right TOTP code, all in one sign-in: accepted',
  'many-sign-ins': 'one right TOTP code, each in a sign-in of its own: accepted',
  pin: 'one right PIN: accepted',
  guesses: 'wrong TOTP codes, each in a sign-in of its own, limit 10: compared with the right one',
};

/** How often each service accepts one code that is used many times at the same instant, and how many guesses it lets in. */
export async function parallelUse(subjects: readonly Subject[]): Promise<Table> {
  const rows: string[][] = [];
  for (const [kind, question] of Object.entries(QUESTIONS) as [ParallelKind, string][]) {
    const counts: string[] = [];
    for (const { prepareParallel, outcome } of subjects) {
      const calls = await prepareParallel(kind, AT_ONCE);
      const outcomes = (await Promise.all(calls.map((call) => call()))).map(outcome);
      const counted = kind === 'guesses' ? 'wrong' : 'accepted';
      counts.push(String(outcomes.filter((one) => one === counted).length));
    }
    rows.push([question, ...counts]);
  }
  return {
    text:
      `What ${AT_ONCE} calls at the same instant for one user come to, each over a connection of its own. A TOTP code is for one ` +
      'use (RFC 6238 section 5.2); both services count failures per user and lock after ten.',
    head: [`${AT_ONCE} parallel`, ...subjects.map(({ name }) => name)],
    rows,
  };
}
