import { describe, expect, it } from 'vitest';
import { epochOf } from '../../../../functions/core/directory/epoch.ts';
import type { Account } from '../../../../functions/core/directory/user.ts';
import {
  type AnswerPasskeyDependencies,
  answerPasskeyChallenge,
} from '../../../../functions/core/passkeys/answer-passkey-challenge.ts';
import type { Passkey } from '../../../../functions/core/passkeys/passkey.ts';
import type { PasskeyChallenge } from '../../../../functions/core/passkeys/passkey-challenge.ts';
import { readAssertion } from '../../../../functions/core/passkeys/read-answer.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { ALICE, credentialsStub, FRESH, NOW_MS } from '../stubs.ts';
import { EXPECTED, newAuthenticator, passkeyOf, prove, type Twist } from './software-authenticator.ts';

const USER = { domain: 'D', userId: 'alice' };
const AUTHENTICATOR = newAuthenticator();
const MINE = passkeyOf(AUTHENTICATOR);
const OTHER: Passkey = { ...MINE, id: 'other', credentialId: 'BBBB', isUserVerified: false };
const ELSEWHERE: Passkey = { ...MINE, id: 'old', credentialId: 'CCCC', rpId: 'old.example' };

interface Start {
  readonly challenge?: Partial<PasskeyChallenge>;
  readonly spend?: 'spent' | 'blocked';
  readonly mine?: Passkey;
  readonly used?: 'recorded' | 'blocked';
  /** From the moment of the spending on. */
  readonly afterwards?: { readonly account?: Account | undefined; readonly passkeys?: readonly Passkey[] };
  readonly streak?: number;
  /** As the directory of his firm says. */
  readonly hasLeft?: boolean;
}

function world(start: Start = {}) {
  const { challenge: given, spend = 'spent', mine = MINE, used = 'recorded', afterwards, streak = 0, hasLeft } = start;
  const calls: string[] = [];
  const challenge: PasskeyChallenge = {
    id: 'a-challenge',
    challenge: EXPECTED.challenge,
    user: USER,
    epoch: epochOf(ALICE),
    application: 'shop',
    client: { domain: 'D', userId: 'shop-client' },
    expiresAtMs: NOW_MS + 1,
    isSpent: false,
    ...given,
  };
  const deps: AnswerPasskeyDependencies = {
    clock: () => NOW_MS,
    users: {
      load: async () => {
        calls.push('load');
        const credential = { ...FRESH, failures: streak, streak, lastAttemptAtMs: NOW_MS };
        const record = { account: ALICE, credential, passkeys: [mine, OTHER, ELSEWHERE] };
        if (afterwards === undefined || !calls.includes('spend a-challenge')) return record;
        const { account, ...others } = { ...record, ...afterwards };
        return account === undefined ? {} : { ...others, account };
      },
      findAccount: async () => ALICE,
      presence: async () => ({ kind: hasLeft ? 'left' : 'unasked' }),
    },
    passkeys: {
      beginTelling: async () => 'begun',
      recordUse: async () => {
        calls.push('use');
        return used;
      },
    },
    passkeyChallenges: {
      spend: async (id, nowMs) => {
        expect(nowMs).toBe(NOW_MS);
        calls.push(`spend ${id}`);
        return spend;
      },
    },
    credentials: credentialsStub({}),
    audit: { note: async () => undefined },
    domains: { find: async () => undefined },
    courier: { deliver: async () => 'delivered' },
  };
  const answer = async (twist: Twist = {}) => {
    const read = readAssertion(prove(AUTHENTICATOR, EXPECTED, twist)) ?? expect.fail('unreadable');
    return answerPasskeyChallenge(deps, resolveSettings({}), challenge, { rp: EXPECTED.rp, answer: read });
  };
  return { answer, calls };
}

const refused = (reason: string) => ({ kind: 'rejected', reason });

describe('the answer to a challenge of an application', () => {
  it('is accepted after the write that spends the challenge, with all passkeys that a browser may show', async () => {
    const { answer, calls } = world();
    expect(await answer()).toMatchObject({
      verdict: { kind: 'accepted', provenAtMs: NOW_MS },
      passkey: { id: MINE.id },
      passkeys: [{ id: MINE.id }, { id: 'other' }],
      notices: [],
    });
    expect(calls).toEqual(['load', 'use', 'spend a-challenge', 'load']);
  });

  it('is accepted while codes are locked for good', async () => {
    expect(await world({ streak: 100 }).answer()).toMatchObject({ verdict: { kind: 'accepted' } });
  });

  it('is none when the challenge had its answer, or its time is over: nothing is looked at', async () => {
    const spent = world({ challenge: { isSpent: true } });
    expect(await spent.answer()).toEqual({ verdict: refused('CHALLENGE_CLOSED'), notices: [] });
    const late = world({ challenge: { expiresAtMs: NOW_MS } });
    expect(await late.answer()).toEqual({ verdict: refused('CHALLENGE_EXPIRED'), notices: [] });
    expect([...spent.calls, ...late.calls]).toEqual([]);
  });

  it('spends the challenge when it is wrong', async () => {
    const { answer, calls } = world();
    expect((await answer({ signature: Buffer.alloc(70, 1) })).verdict).toMatchObject(refused('PASSKEY_INVALID'));
    expect(calls).toEqual(['load', 'spend a-challenge']);
  });

  it('of somebody who has left is none, and spends the challenge', async () => {
    const { answer, calls } = world({ hasLeft: true });
    expect(await answer()).toEqual({ verdict: { kind: 'unknown-user' }, notices: [] });
    expect(calls).toEqual(['spend a-challenge']);
  });

  it('leaves the challenge to the same answer that came first, and to the next one when nothing was compared', async () => {
    const second = world({ mine: { ...MINE, lastChallenge: EXPECTED.challenge } });
    expect((await second.answer()).verdict).toEqual(refused('CHALLENGE_CLOSED'));
    const busy = world({ used: 'blocked' });
    expect((await busy.answer()).verdict).toEqual({ kind: 'busy' });
    expect([...second.calls, ...busy.calls]).not.toContain('spend a-challenge');
  });

  it('is closed when another answer spent the challenge in between', async () => {
    const { answer, calls } = world({ spend: 'blocked' });
    expect(await answer()).toEqual({ verdict: refused('CHALLENGE_CLOSED'), notices: [] });
    expect(calls).toEqual(['load', 'use', 'spend a-challenge']);
  });

  it('is over when its person is gone, is another one or was signed out since', async () => {
    for (const account of [undefined, { ...ALICE, generation: 'another' }, { ...ALICE, notBefore: 'now' }]) {
      const { answer } = world({ afterwards: { account } });
      expect(await answer()).toEqual({ verdict: refused('CHALLENGE_EXPIRED'), notices: [] });
    }
    const older = world({ challenge: { epoch: epochOf({ ...ALICE, notBefore: 'before' }) } });
    expect((await older.answer()).verdict).toEqual(refused('CHALLENGE_EXPIRED'));
  });

  it('is that of an unknown passkey when it was removed in between', async () => {
    const { answer } = world({ afterwards: { passkeys: [OTHER] } });
    expect(await answer()).toEqual({ verdict: refused('PASSKEY_UNKNOWN'), notices: [] });
  });
});
