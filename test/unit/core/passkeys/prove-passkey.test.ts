import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../../functions/core/audit/record.ts';
import type { Passkey } from '../../../../functions/core/passkeys/passkey.ts';
import { type ProvePasskeyDependencies, provePasskey } from '../../../../functions/core/passkeys/prove-passkey.ts';
import { readAssertion } from '../../../../functions/core/passkeys/read-answer.ts';
import type { Message } from '../../../../functions/core/ports/courier.ts';
import type { PasskeyUse } from '../../../../functions/core/ports/passkeys.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { ALICE, credentialsStub, FRESH, NOW_MS } from '../stubs.ts';
import { EXPECTED, FLAGS, newAuthenticator, passkeyOf, prove, type Twist } from './software-authenticator.ts';

const USER = { domain: 'D', userId: 'alice' };
const AUTHENTICATOR = newAuthenticator();
const DEVICE_BOUND = FLAGS.UP | FLAGS.UV;

interface Start {
  readonly passkey?: Partial<Passkey>;
  readonly settings?: Record<string, unknown>;
  readonly gone?: 'account' | 'passkey';
  readonly pushesStopped?: boolean;
  /** What the passkey is when the write comes. */
  readonly meanwhile?: Partial<Passkey> | 'removed';
  readonly streak?: number;
  /** He was told of that already. */
  readonly isTold?: boolean;
}

function world(start: Start = {}) {
  const { passkey: given = {}, settings = {}, gone, pushesStopped = false, meanwhile, streak = 0 } = start;
  const tellings: object[] = [];
  let passkey: Passkey | undefined =
    gone === 'passkey' ? undefined : { ...passkeyOf(AUTHENTICATOR), generation: ALICE.generation, ...given };
  const uses: PasskeyUse[] = [];
  const records: AuditEvent[] = [];
  const messages: Message[] = [];
  const allowed: string[] = [];
  const deps: ProvePasskeyDependencies = {
    clock: () => NOW_MS,
    users: {
      load: async () => ({
        ...(gone === 'account' ? {} : { account: ALICE }),
        credential: { ...FRESH, pushesStopped, failures: streak, streak, lastAttemptAtMs: NOW_MS },
        passkeys: passkey === undefined ? [] : [passkey],
      }),
      findAccount: async () => ALICE,
      presence: async () => ({ kind: 'unasked' }),
    },
    passkeys: {
      async recordUse(_user, _seen, use) {
        if (meanwhile !== undefined) {
          passkey = meanwhile === 'removed' || passkey === undefined ? undefined : { ...passkey, ...meanwhile };
          return 'blocked';
        }
        uses.push(use);
        return 'recorded';
      },
      async beginTelling(_user, _passkey, telling) {
        tellings.push(telling);
        return start.isTold === true ? 'told' : 'begun';
      },
    },
    credentials: credentialsStub({ allowPushes: async ({ userId }) => void allowed.push(userId) }),
    audit: { note: async (event) => void records.push(event) },
    domains: { find: async () => undefined },
    courier: {
      async deliver(message) {
        messages.push(message);
        return 'delivered';
      },
    },
  };
  const answer = async (twist: Twist = {}) => {
    const read = readAssertion(prove(AUTHENTICATOR, EXPECTED, twist)) ?? expect.fail('unreadable');
    const input = { rp: EXPECTED.rp, challenge: EXPECTED.challenge, answer: read };
    return (await provePasskey(deps, resolveSettings(settings as never), USER, input)).verdict;
  };
  return { answer, uses, records, messages, allowed, tellings };
}

describe('the proof of a passkey', () => {
  it('is accepted, and remembers what was signed', async () => {
    const { answer, uses, records, messages } = world();
    const passkey = { id: passkeyOf(AUTHENTICATOR).id, isDeviceBound: false, isUserVerified: true };
    expect(await answer()).toEqual({ kind: 'accepted', provenAtMs: NOW_MS, passkey });
    const { challenge } = EXPECTED;
    const use = { challenge, signCount: 0, isBackupEligible: true, isBackedUp: true, usedAtMs: NOW_MS };
    expect(uses).toEqual([expect.objectContaining(use)]);
    expect([records, messages]).toEqual([[], []]);
  });

  it('is accepted while codes are locked for good, and touches no counter', async () => {
    expect(await world({ streak: 100 }).answer()).toMatchObject({ kind: 'accepted' });
  });

  it.each<[name: string, start: Start, twist: Twist, reason: string]>([
    ['where passkeys are off', { settings: { Passkey_Enabled: false } }, {}, 'FACTOR_DISABLED'],
    ['of a person who is gone', { gone: 'account' }, {}, 'PASSKEY_UNKNOWN'],
    ['of a passkey that was removed', { gone: 'passkey' }, {}, 'PASSKEY_UNKNOWN'],
    ['of a passkey that nobody of that name has', { passkey: { credentialId: 'AAAA' } }, {}, 'PASSKEY_UNKNOWN'],
    [
      'of one that does not say whose it is',
      { passkey: { credentialId: 'AAAA' } },
      { userHandle: null },
      'PASSKEY_UNKNOWN',
    ],
    ['of a passkey of another user', { passkey: { credentialId: 'AAAA' } }, { userHandle: 'BBBB' }, 'PASSKEY_INVALID'],
    ['of a passkey of another domain name', { passkey: { rpId: 'old.example.com' } }, {}, 'PASSKEY_UNKNOWN'],
    ['of a synced one where only devices count', { settings: { PasskeyDeviceBoundOnly: true } }, {}, 'PASSKEY_SYNCED'],
    [
      'of one that has become synced where only devices count',
      { settings: { PasskeyDeviceBoundOnly: true }, passkey: { isBackupEligible: false } },
      {},
      'PASSKEY_SYNCED',
    ],
    ['with another signature', {}, { signature: Buffer.alloc(70, 1) }, 'PASSKEY_INVALID'],
    ['for a page of somebody else', {}, { clientData: { origin: 'https://evil.example' } }, 'PASSKEY_INVALID'],
    ['without the person', {}, { flags: FLAGS.UP | FLAGS.BE }, 'PASSKEY_INVALID'],
    ['that was given before', { passkey: { lastChallenge: EXPECTED.challenge } }, {}, 'CHALLENGE_CLOSED'],
    [
      'whose counter went back',
      { passkey: { isBackupEligible: false, signCount: 5 } },
      { flags: DEVICE_BOUND, signCount: 5 },
      'PASSKEY_COUNTER_REGRESSED',
    ],
    ['that lost to the same answer', { meanwhile: { lastChallenge: EXPECTED.challenge } }, {}, 'CHALLENGE_CLOSED'],
    ['of a passkey that is being removed', { meanwhile: 'removed' }, {}, 'PASSKEY_UNKNOWN'],
    [
      'that another answer of the same device overtook',
      { passkey: { isBackupEligible: false, signCount: 5 }, meanwhile: { signCount: 9 } },
      { flags: DEVICE_BOUND, signCount: 6 },
      'PASSKEY_COUNTER_REGRESSED',
    ],
  ])('is refused %s', async (_name, start, twist, reason) => {
    const { answer, uses } = world(start);
    expect(await answer(twist)).toMatchObject({ kind: 'rejected', reason });
    expect(uses).toEqual([]);
  });

  it('says to the operator which check failed', async () => {
    expect(await world().answer({ signature: Buffer.alloc(70, 1) })).toMatchObject({ fault: 'signature' });
  });

  it('tells the person and the record of a counter that went back, and of a replay nobody', async () => {
    const back = world({ passkey: { isBackupEligible: false, signCount: 5 } });
    await back.answer({ flags: DEVICE_BOUND, signCount: 4 });
    expect(back.records).toMatchObject([{ kind: 'passkey-copy-suspected', userId: 'alice' }]);
    expect(back.messages.map(({ channel }) => channel)).toEqual(['email', 'sms']);
    const replay = world({
      passkey: { isBackupEligible: false, signCount: 5, lastChallenge: EXPECTED.challenge },
    });
    await replay.answer({ flags: DEVICE_BOUND, signCount: 5 });
    expect([replay.records, replay.messages]).toEqual([[], []]);
  });

  it('tells the same once a day, since whoever has the key can answer as often as he likes, and records each time', async () => {
    const regressed = { passkey: { isBackupEligible: false, signCount: 5 } };
    const first = world(regressed);
    await first.answer({ flags: DEVICE_BOUND, signCount: 4 });
    expect(first.tellings).toEqual([{ of: 'copied', nowMs: NOW_MS, sinceMs: NOW_MS - 86_400_000 }]);
    const later = world({ ...regressed, isTold: true });
    await later.answer({ flags: DEVICE_BOUND, signCount: 4 });
    const synced = world({ passkey: { isBackupEligible: false, isBackedUp: false }, isTold: true });
    expect(await synced.answer()).toMatchObject({ kind: 'accepted' });
    expect(synced.tellings).toMatchObject([{ of: 'synced' }]);
    for (const { records, messages } of [later, synced]) expect([records.length, messages]).toEqual([1, []]);
  });

  it('takes a synced one whose counter went back, without a word', async () => {
    const { answer, messages } = world({ passkey: { signCount: 9 } });
    expect(await answer({ signCount: 2 })).toMatchObject({ kind: 'accepted' });
    expect(messages).toEqual([]);
  });

  it('takes one that has become synced, and tells the person', async () => {
    const { answer, records, messages, uses } = world({ passkey: { isBackupEligible: false, isBackedUp: false } });
    expect(await answer()).toMatchObject({ kind: 'accepted', passkey: { isDeviceBound: false } });
    expect(uses).toMatchObject([{ isBackupEligible: true, isBackedUp: true }]);
    expect(records).toMatchObject([{ kind: 'passkey-became-synced' }]);
    expect(messages).toHaveLength(1);
  });

  it('takes one that was synced and says it is no more for what it was: its copies are still there', async () => {
    const { answer, uses } = world({ passkey: { signCount: 9 } });
    expect(await answer({ flags: DEVICE_BOUND, signCount: 2 })).toMatchObject({ passkey: { isDeviceBound: false } });
    expect(uses).toMatchObject([{ isBackupEligible: true, isBackedUp: false }]);
    const strict = world({ settings: { PasskeyDeviceBoundOnly: true } });
    expect(await strict.answer({ flags: DEVICE_BOUND })).toMatchObject({ reason: 'PASSKEY_SYNCED' });
  });

  it('ends that pushes are stopped, and writes nothing else there', async () => {
    const stopped = world({ pushesStopped: true });
    await stopped.answer();
    expect(stopped.allowed).toEqual(['alice']);
    const refused = world({ pushesStopped: true });
    await refused.answer({ signature: Buffer.alloc(70, 1) });
    expect(refused.allowed).toEqual([]);
  });

  it('counts no check of the person by one that never checked him when it was made', async () => {
    const settings = { PasskeyUserVerification: 'preferred' };
    const lax = world({ settings, passkey: { isUserVerified: false } });
    expect(await lax.answer()).toMatchObject({ kind: 'accepted', passkey: { isUserVerified: false } });
    const strict = world({ passkey: { isUserVerified: false } });
    expect(await strict.answer()).toMatchObject({ reason: 'PASSKEY_INVALID', fault: 'user-verification' });
  });

  it('counts one without the check of the person where that is only preferred, and says so', async () => {
    const { answer } = world({ settings: { PasskeyUserVerification: 'preferred' } });
    expect(await answer({ flags: FLAGS.UP | FLAGS.BE | FLAGS.BS })).toMatchObject({
      passkey: { isUserVerified: false },
    });
  });
});
