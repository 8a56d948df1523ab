import { expect, it } from 'vitest';
import { DIFFERENCES, differenceOf } from './known-differences.ts';
import { mutants } from './mutated-answers.ts';
import { judgeByOurs, judgeByTheirs } from './two-verifiers.ts';

it('two verifiers judge more than three thousand mutated answers alike, but for differences that have a name and a reason', async () => {
  const counts = { same: { accepted: 0, refused: 0 }, differences: new Map<string, number>() };
  const unexplained: unknown[] = [];
  const all = mutants();
  for (const mutant of all) {
    const ours = judgeByOurs(mutant);
    const theirs = await judgeByTheirs(mutant);
    const names = differenceOf(mutant, ours, theirs);
    if (names === undefined) counts.same[ours.isAccepted ? 'accepted' : 'refused'] += 1;
    else if (names.length === 0) unexplained.push({ what: mutant.what, ceremony: mutant.ceremony, ours, theirs });
    for (const name of names ?? []) counts.differences.set(name, (counts.differences.get(name) ?? 0) + 1);
  }
  expect(unexplained).toEqual([]);
  expect(all.length).toBeGreaterThan(3_000);
  expect(counts.same.accepted).toBeGreaterThan(300);
  expect(counts.same.refused).toBeGreaterThan(2_000);
  expect([...counts.differences.keys()].toSorted(), 'a difference that is no longer seen').toEqual(
    DIFFERENCES.map(({ name }) => name).toSorted(),
  );
});
