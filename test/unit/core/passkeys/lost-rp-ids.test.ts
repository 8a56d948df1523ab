import { expect, test } from 'vitest';
import { lostRpIds } from '../../../../functions/core/passkeys/lost-rp-ids.ts';

const NAME = 'mfa.example.com';

test.each([
  ['nothing, where nobody has a passkey', { made: [], wanted: NAME, givenUp: [] }, []],
  ['nothing, where all passkeys are of the domain that is wanted', { made: [NAME], wanted: NAME, givenUp: [] }, []],
  ['the passkeys of another domain', { made: ['old.example'], wanted: NAME, givenUp: [] }, ['old.example']],
  ['nothing that was given up', { made: ['old.example', NAME], wanted: NAME, givenUp: ['old.example'] }, []],
  [
    'what was not given up beside what was',
    { made: ['a.example', 'b.example'], wanted: NAME, givenUp: ['a.example'] },
    ['b.example'],
  ],
  [
    'the passkeys of a domain above the wanted one',
    { made: ['example.com'], wanted: NAME, givenUp: [] },
    ['example.com'],
  ],
])('a change of the RP ID loses %s', (_what, change, lost) => {
  expect(lostRpIds(change)).toEqual(lost);
});
