import { describe, expect, it, vi } from 'vitest';
import type { Credentials } from '../../../../functions/core/ports/credentials.ts';
import { countPush } from '../../../../functions/core/push/count-push.ts';
import { type DomainSettings, resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import type { Credential } from '../../../../functions/core/verify/credential.ts';
import { ALICE, credentialsStub, FRESH, NOW_MS, usersStub } from '../stubs.ts';
import { memoryCredential, USER } from './stubs.ts';

interface Start {
  /** The item as it stands. */
  readonly now?: Credential | undefined;
  /** The item as it stood when the caller read it, if that is not the same. */
  readonly seen?: Credential | undefined;
  readonly stored?: DomainSettings;
  readonly methods?: Partial<Credentials>;
}

async function count(start: Start) {
  const credential = memoryCredential(start.now);
  const deps = {
    clock: () => NOW_MS,
    users: usersStub(ALICE, credential.now),
    credentials: credentialsStub({ ...credential.methods, ...start.methods }),
  };
  const seen = 'seen' in start ? start.seen : start.now;
  return {
    outcome: await countPush(deps, resolveSettings(start.stored ?? {}), USER, { alsoUnmarked: true }, seen),
    now: credential.now(),
  };
}

const SENT = { ...FRESH, sends: 4, lastSendAtMs: NOW_MS - 1_000 };
const SPENT = { ...SENT, sends: 5 };
const STOPPED = { ...SENT, pushesStopped: true };
const LOCKED = { ...SENT, failures: 10, streak: 10, lastAttemptAtMs: NOW_MS - 1_000 };
const TOO_OFTEN = { kind: 'refused', reason: 'SEND_LIMIT_EXCEEDED' };

describe('counting a push', () => {
  it('is one more send', async () => {
    expect(await count({ now: SENT })).toEqual({ outcome: 'counted', now: { ...SPENT, lastSendAtMs: NOW_MS } });
  });

  it('makes the item of a user to whom nothing was sent before', async () => {
    const now = { ...FRESH, sends: 1, lastSendAtMs: NOW_MS };
    expect(await count({ now: undefined })).toEqual({ outcome: 'counted', now });
  });

  it('starts a new budget an hour after the last send', async () => {
    const now = { ...SPENT, lastSendAtMs: NOW_MS - 3_600_000 };
    expect(await count({ now })).toEqual({ outcome: 'counted', now: { ...now, sends: 1, lastSendAtMs: NOW_MS } });
  });

  it.each<[string, Credential, unknown]>([
    ['said that a push was not his', STOPPED, { kind: 'refused', reason: 'PUSH_STOPPED' }],
    ['has spent his sends', SPENT, TOO_OFTEN],
    ['is locked', LOCKED, { kind: 'locked', untilMs: NOW_MS + 899_000 }],
  ])('is refused for a user who %s, also when that happened after he was read', async (_what, now, outcome) => {
    expect(await count({ now })).toEqual({ outcome, now });
    expect(await count({ now, seen: SENT })).toEqual({ outcome, now });
    expect(await count({ now, seen: undefined })).toEqual({ outcome, now });
  });

  it('is counted after a race for the first item, too', async () => {
    expect(await count({ now: SENT, seen: undefined })).toMatchObject({ outcome: 'counted', now: { sends: 5 } });
  });

  it('gives up after twelve lost races, and nothing is pushed', async () => {
    const lost = vi.fn(async () => 'blocked' as const);
    expect((await count({ now: SENT, methods: { countPush: lost } })).outcome).toEqual({ kind: 'busy' });
    expect(lost).toHaveBeenCalledTimes(12);
  });
});
