import { describe, expect, it } from 'vitest';
import { answerOma, type OmaAnswer } from '../../../../functions/core/push/answer-oma.ts';
import { bindMatchCode } from '../../../../functions/core/push/match-code.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { type DomainSettings, resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { FRESH, keyRing, NOW_MS } from '../stubs.ts';
import { answeringWorld, CHALLENGE, PHONE } from './stubs.ts';

const { publicKey: _none, ...KEYLESS } = { ...PHONE, id: 'keyless' };
const ALLOW: OmaAnswer = { deviceId: 'keyless', response: 'allow', reason: 'mistake' };

function answer(
  { deps }: ReturnType<typeof answeringWorld>,
  different: Partial<OmaAnswer> = {},
  { challenge = CHALLENGE, stored = { PushMatchCode: false } as DomainSettings } = {},
) {
  return answerOma(deps, resolveSettings(stored), challenge, { ...ALLOW, ...different });
}

const world = (start: Parameters<typeof answeringWorld>[0] = {}) =>
  answeringWorld({ ...start, devices: [PHONE, KEYLESS, { ...KEYLESS, id: 'lost', lostAtMs: 1 }] });

describe('the answer of a device without a key', () => {
  it('allows, where no digits are asked for', async () => {
    const all = world();
    expect(await answer(all)).toEqual({
      kind: 'approval',
      verdict: { kind: 'accepted', provenAtMs: expect.any(Number) },
    });
    expect(all.challenges.answerOf('c1')).toEqual({ status: 'approved', answeredAtMs: NOW_MS, deviceId: 'keyless' });
  });

  it.each(['not_me', 'mistake'] as const)('denies as %s', async (reason) => {
    const all = world();
    expect(await answer(all, { response: 'deny', reason })).toEqual({ kind: 'denial', outcome: 'denied' });
    expect(all.challenges.answerOf('c1')).toEqual({ status: 'denied', reason, answeredAtMs: NOW_MS });
    expect(all.credential.now()?.pushesStopped).toBe(reason === 'not_me');
  });

  it.each<[string, Partial<OmaAnswer>, DomainSettings, string]>([
    ['where digits are asked for', {}, {}, 'MATCH_CODE_REQUIRED'],
    ['of a device that the user does not have', { deviceId: 'tablet' }, { PushMatchCode: false }, 'DEVICE_UNKNOWN'],
    ['of a device that was reported lost', { deviceId: 'lost' }, { PushMatchCode: false }, 'DEVICE_UNKNOWN'],
    ['of a device that has a key and must sign', { deviceId: PHONE.id }, { PushMatchCode: false }, 'DEVICE_UNKNOWN'],
  ])('%s is refused, allowing or denying; nothing is decided or counted', async (_what, different, stored, reason) => {
    for (const response of ['allow', 'deny'] as const) {
      const all = world();
      expect(await answer(all, { ...different, response }, { stored })).toEqual({ kind: 'refused', reason });
      expect(all.challenges.all()).toEqual([CHALLENGE]);
      expect(all.credential.now()).toEqual(FRESH);
    }
  });

  it('does not allow a challenge that was made with digits', async () => {
    const challenge = { ...CHALLENGE, matchCode: await bindMatchCode(keyRing, 'c1', new Secret('123456')) };
    const all = world({ challenges: [challenge] });
    const verdict = { kind: 'rejected', reason: 'OTP_INVALID' };
    expect(await answer(all, {}, { challenge })).toEqual({ kind: 'approval', verdict });
    expect(all.challenges.answerOf('c1')).toBeUndefined();
  });

  it('that met a lock can be given again when the lock is over: each try has an id of 128 bits of its own', async () => {
    const locked = { ...FRESH, failures: 10, streak: 10, lastAttemptAtMs: NOW_MS - 899_999 };
    const all = world({ credential: locked });
    expect(await answer(all)).toEqual({ kind: 'approval', verdict: { kind: 'locked', untilMs: NOW_MS + 1 } });
    const later = { ...all, deps: { ...all.deps, clock: () => NOW_MS + 1 } };
    expect(await answer(later)).toEqual({
      kind: 'approval',
      verdict: { kind: 'accepted', provenAtMs: expect.any(Number) },
    });
    expect(all.challenges.usedMessages()).toHaveLength(2);
    for (const used of all.challenges.usedMessages()) expect(used).toMatch(/^c1 [\w-]{22}$/);
  });
});
