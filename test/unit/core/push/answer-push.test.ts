import { describe, expect, it } from 'vitest';
import type { AnswerClaims } from '../../../../functions/core/ports/push.ts';
import { answerPush } from '../../../../functions/core/push/answer-push.ts';
import { bindMatchCode } from '../../../../functions/core/push/match-code.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { FRESH, keyRing, NOW_MS } from '../stubs.ts';
import { answeringWorld, CHALLENGE, OTHER_KEY, PHONE, signed } from './stubs.ts';

const WITH_DIGITS = { ...CHALLENGE, matchCode: await bindMatchCode(keyRing, 'c1', new Secret('123456')) };
const APPROVE: AnswerClaims = { challengeId: 'c1', answer: 'approve', matchCode: '123456' };
const DENY: AnswerClaims = { challengeId: 'c1', answer: 'deny', reason: 'not_me' };
const { publicKey: _none, ...KEYLESS } = PHONE;

type Signed = ReturnType<typeof signed<AnswerClaims>>;

function answer({ deps }: ReturnType<typeof answeringWorld>, message: Signed | undefined) {
  const messages = {
    answer: () => message,
    registration: () => undefined,
    pull: () => undefined,
    forget: () => undefined,
  };
  return answerPush({ ...deps, messages }, resolveSettings({}), WITH_DIGITS, 'a jws');
}

const world = (devices = [PHONE]) => answeringWorld({ challenges: [WITH_DIGITS], devices });

describe("a device's signed answer", () => {
  it.each(['123456', ' 123 456 ', '１２３４５６'])('approves with the digits, typed as %j', async (matchCode) => {
    const all = world();
    const outcome = await answer(all, signed({ ...APPROVE, matchCode }));
    expect(outcome).toEqual({ kind: 'approval', verdict: { kind: 'accepted', provenAtMs: expect.any(Number) } });
    expect(all.challenges.answerOf('c1')).toEqual({ status: 'approved', answeredAtMs: NOW_MS, deviceId: 'phone' });
  });

  it('without the digits is a counted failure', async () => {
    const all = world();
    const outcome = await answer(all, signed({ ...APPROVE, matchCode: undefined }));
    expect(outcome).toEqual({ kind: 'approval', verdict: { kind: 'rejected', reason: 'OTP_INVALID' } });
    expect(all.credential.now()?.failures).toBe(1);
  });

  it('counts once: sent again it is a replay', async () => {
    const all = world();
    const message = signed({ ...APPROVE, matchCode: '654321' });
    await answer(all, message);
    const outcome = await answer(all, message);
    expect(outcome).toEqual({ kind: 'approval', verdict: { kind: 'rejected', reason: 'OTP_REPLAYED' } });
    expect(all.credential.now()?.failures).toBe(1);
  });

  it.each(['not_me', 'mistake'] as const)('denies as %s', async (reason) => {
    const all = world();
    const outcome = await answer(all, signed({ challengeId: 'c1', answer: 'deny', reason }));
    expect(outcome).toEqual({ kind: 'denial', outcome: 'denied' });
    expect(all.challenges.answerOf('c1')).toEqual({ status: 'denied', reason, answeredAtMs: NOW_MS });
    expect(all.credential.now()?.pushesStopped).toBe(reason === 'not_me');
  });

  const staleSeconds = NOW_MS / 1000 - 61;

  it.each<[string, Signed | undefined, string]>([
    ['that is no message', undefined, 'SIGNATURE_INVALID'],
    ['of a key that is not that of the device', signed(APPROVE, { signer: OTHER_KEY }), 'SIGNATURE_INVALID'],
    ['of a device that the user does not have', signed(APPROVE, { deviceId: 'tablet' }), 'SIGNATURE_INVALID'],
    ['of a device that has no key', signed(APPROVE, { deviceId: 'keyless' }), 'SIGNATURE_INVALID'],
    ['of a device that was reported lost', signed(APPROVE, { deviceId: 'lost' }), 'SIGNATURE_INVALID'],
    ['that denies, of a device that was reported lost', signed(DENY, { deviceId: 'lost' }), 'SIGNATURE_INVALID'],
    ['to another challenge', signed({ ...APPROVE, challengeId: 'c2' }), 'SIGNATURE_INVALID'],
    ['of a minute ago and more', signed(APPROVE, { issuedAtSeconds: staleSeconds }), 'SIGNATURE_STALE'],
  ])('%s is refused; nothing is decided or counted', async (_what, message, reason) => {
    const all = world([PHONE, { ...KEYLESS, id: 'keyless' }, { ...PHONE, id: 'lost', lostAtMs: 1 }]);
    expect(await answer(all, message)).toEqual({ kind: 'refused', reason });
    expect(all.challenges.all()).toEqual([WITH_DIGITS]);
    expect(all.credential.now()).toEqual(FRESH);
  });
});
