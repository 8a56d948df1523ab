import { expect, test } from 'vitest';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import { proofStands } from '../../../../functions/core/sessions/proof-stands.ts';
import type { ProvenFactor } from '../../../../functions/core/sessions/session.ts';
import { FRESH } from '../stubs.ts';

const two: UserRecord = { hasDevice: true, devicesAtHand: ['first', 'second'] };
const oneLost: UserRecord = { hasDevice: true, devicesAtHand: ['second'] };
const allLost: UserRecord = { hasDevice: true, devicesAtHand: [] };
const by = (deviceId?: string): ProvenFactor => ({
  factor: 'push',
  provenAtMs: 1,
  ...(deviceId === undefined ? {} : { deviceId }),
});

test.each<[string, UserRecord, ProvenFactor, boolean]>([
  ['of a phone that is there', two, by('first'), true],
  ['of a phone that was reported lost, beside another one', oneLost, by('first'), false],
  ['of the phone that is left', oneLost, by('second'), true],
  ['of nobody knows which phone, while one is there', oneLost, by(), true],
  ['of nobody knows which phone, where all are lost', allLost, by(), false],
  ['of nobody knows which phone, where there is none', {}, by(), false],
  ['by mail', { credential: FRESH }, { factor: 'email', provenAtMs: 1 }, true],
  [
    'by an address that was reported lost',
    { credential: { ...FRESH, lostAddresses: ['email'] } },
    { factor: 'email', provenAtMs: 1 },
    false,
  ],
])('a proof %s', (_what, record, proven, stands) => {
  expect(proofStands(record, proven)).toBe(stands);
});
