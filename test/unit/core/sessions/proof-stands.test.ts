import { expect, test } from 'vitest';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import { proofStands } from '../../../../functions/core/sessions/proof-stands.ts';
import type { Factor, ProvenFactor } from '../../../../functions/core/sessions/session.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { proofMark } from '../../../../functions/core/verify/proof-mark.ts';
import { ALICE, FRESH } from '../stubs.ts';

const two: UserRecord = { hasDevice: true, devicesAtHand: ['first', 'second'] };
const oneLost: UserRecord = { hasDevice: true, devicesAtHand: ['second'] };
const allLost: UserRecord = { hasDevice: true, devicesAtHand: [] };
const by = (deviceId?: string): ProvenFactor => ({
  factor: 'push',
  provenAtMs: 1,
  ...(deviceId === undefined ? {} : { deviceId }),
});

const SETTINGS = resolveSettings({});
const OWN = Uint8Array.of(1);
const NATIONAL: UserRecord = { account: { ...ALICE, attributes: { mobile: '090-1234-5678' } } };
const to = (factor: Factor, of: string | Uint8Array): ProvenFactor => ({ factor, provenAtMs: 1, of: proofMark(of) });
const keyed = (sealed: Uint8Array): UserRecord => ({
  credential: { ...FRESH, totp: { sealed, keyId: 'first', lastStep: -1, createdAtMs: 0 } },
});

test.each<[string, UserRecord, ProvenFactor, boolean]>([
  ['of a phone that is there', two, by('first'), true],
  ['of a phone that was reported lost, beside another one', oneLost, by('first'), false],
  ['of the phone that is left', oneLost, by('second'), true],
  ['of nobody knows which phone, while one is there', oneLost, by(), false],
  ['of nobody knows which phone, where all are lost', allLost, by(), false],
  ['of nobody knows which phone, where there is none', {}, by(), false],
  ['by the address that stands there', { account: ALICE }, to('email', 'alice@example.com'), true],
  ['by the number that stands there, however it is written', NATIONAL, to('sms', '+819012345678'), true],
  ['by an address in whose place another one stands', { account: ALICE }, to('email', 'old@example.com'), false],
  ['by a number in whose place another one stands', { account: ALICE }, to('sms', '+819012345679'), false],
  ['by an address of which nobody knows which', { account: ALICE }, { factor: 'email', provenAtMs: 1 }, false],
  ['by the key that stands there', keyed(OWN), to('totp', OWN), true],
  ['by a key in whose place another one stands', keyed(OWN), to('totp', Uint8Array.of(2)), false],
  ['by a key of which nobody knows which', keyed(OWN), { factor: 'totp', provenAtMs: 1 }, false],
  ['by a key that was removed', { account: ALICE }, to('totp', OWN), false],
  [
    'by an address that was reported lost',
    { account: ALICE, credential: { ...FRESH, lostAddresses: ['email'] } },
    to('email', 'alice@example.com'),
    false,
  ],
])('a proof %s', (_what, record, proven, stands) => {
  expect(proofStands(SETTINGS, record, proven)).toBe(stands);
});
