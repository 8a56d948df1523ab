import { expect, test } from 'vitest';
import type { Answer } from '../../../../functions/core/push/challenge.ts';
import { APPROVAL_LIFE_MS, readApproval } from '../../../../functions/core/push/read-approval.ts';
import { NOW_MS } from '../stubs.ts';
import { CHALLENGE } from './stubs.ts';

const at = (answer: Answer | undefined) =>
  readApproval({ ...CHALLENGE, expiresAtMs: NOW_MS + 1, ...(answer && { answer }) }, NOW_MS);

test.each<[string, Answer | undefined, object]>([
  ['that is open is pending', undefined, { kind: 'pending' }],
  ['that was denied is denied', { status: 'denied', reason: 'mistake', answeredAtMs: NOW_MS }, { kind: 'denied' }],
  ['that got no answer is over', { status: 'expired', answeredAtMs: NOW_MS }, { kind: 'expired' }],
  [
    'that was approved less than a minute ago is proven, at the moment of the approval',
    { status: 'approved', answeredAtMs: NOW_MS - APPROVAL_LIFE_MS + 1 },
    { kind: 'approved', verdict: { kind: 'accepted', provenAtMs: NOW_MS - APPROVAL_LIFE_MS + 1 } },
  ],
  [
    'says which phone it was that approved',
    { status: 'approved', answeredAtMs: NOW_MS, deviceId: 'phone' },
    { kind: 'approved', verdict: { kind: 'accepted', provenAtMs: NOW_MS, deviceId: 'phone' } },
  ],
  [
    'that was approved a minute ago is over: the person is asked again',
    { status: 'approved', answeredAtMs: NOW_MS - APPROVAL_LIFE_MS },
    { kind: 'expired' },
  ],
])('a challenge %s', (_what, answer, approval) => {
  expect(at(answer)).toEqual(approval);
});
