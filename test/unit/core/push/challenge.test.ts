import { describe, expect, it } from 'vitest';
import { epochOf } from '../../../../functions/core/directory/epoch.ts';
import { type Answer, type Challenge, stateOf } from '../../../../functions/core/push/challenge.ts';
import { pushMessage } from '../../../../functions/core/push/push-message.ts';
import { readChallenge } from '../../../../functions/core/push/read-challenge.ts';
import { ALICE } from '../stubs.ts';

const challenge: Challenge = {
  id: 'c1',
  user: { domain: 'D', userId: 'alice' },
  epoch: epochOf(ALICE),
  application: 'app',
  context: {},
  startedBy: 'client',
  startedAtMs: 0,
  expiresAtMs: 60_000,
};

describe('the state of a challenge', () => {
  it('is pending until its last millisecond and expired from the next one on, whoever writes it down', () => {
    expect(stateOf(challenge, 59_999)).toEqual({ status: 'pending' });
    expect(stateOf(challenge, 60_000)).toEqual({ status: 'expired', answeredAtMs: 60_000 });
  });

  it('stays what was answered, whatever the clock says', () => {
    const answer: Answer = { status: 'denied', reason: 'not_me', answeredAtMs: 5_000 };
    expect(stateOf({ ...challenge, answer }, 10 ** 9)).toEqual(answer);
  });
});

describe('waiting for a challenge', () => {
  /** A clock that only sleeping moves, and an answer that stands in the table from an instant on. */
  function world(answeredAtMs: number) {
    let nowMs = 0;
    let looks = 0;
    return {
      looks: () => looks,
      now: () => nowMs,
      deps: {
        clock: () => nowMs,
        sleep: async (ms: number) => {
          nowMs += ms;
        },
        challenges: {
          find: async (): Promise<Challenge> => {
            looks += 1;
            return nowMs < answeredAtMs ? challenge : { ...challenge, answer: { status: 'approved', answeredAtMs } };
          },
        },
      },
    };
  }

  it('ends within a tenth of a second of the answer', async () => {
    const { deps, now } = world(7_777);
    const found = await readChallenge(deps, 'c1', 'client', 25);
    expect(found?.answer?.status).toBe('approved');
    expect(now() - 7_777).toBeLessThan(100);
  });

  it('ends after its seconds when there is none, and looks a bounded number of times', async () => {
    const { deps, now, looks } = world(Number.POSITIVE_INFINITY);
    expect((await readChallenge(deps, 'c1', 'client', 25))?.answer).toBeUndefined();
    expect(now()).toBe(25_000);
    expect(looks()).toBeLessThan(330);
  });

  it('does not outlast the challenge', async () => {
    const { deps, now } = world(Number.POSITIVE_INFINITY);
    await deps.sleep(59_000);
    await readChallenge(deps, 'c1', 'client', 25);
    expect(now()).toBe(60_000);
  });

  it('does not begin for a challenge that is not there', async () => {
    const { deps, now } = world(0);
    const challenges = { find: async () => undefined };
    expect(await readChallenge({ ...deps, challenges }, 'c1', 'client', 25)).toBeUndefined();
    expect(now()).toBe(0);
  });

  it('does not wait at all for somebody who may not read it', async () => {
    const { deps, now } = world(Number.POSITIVE_INFINITY);
    expect(await readChallenge(deps, 'c1', 'somebody else', 25)).toBeUndefined();
    expect(now()).toBe(0);
  });
});

describe('the text of a push', () => {
  const ENGLISH = { title: 'Sign-in request', body: 'Open the app to see it and to answer.' };
  const JAPANESE = { title: 'サインインの確認', body: 'アプリを開いて内容を確認し、回答してください。' };

  it.each([
    ['ja-JP', JAPANESE],
    ['en', ENGLISH],
    ['fr', ENGLISH],
  ])('for %s is %j and, but for the challenge id as data, nothing else on any platform', (language, alert) => {
    const texts = JSON.parse(pushMessage('c1', language)) as Record<string, string>;
    const apns = { aps: { alert, sound: 'default' }, challengeId: 'c1' };
    expect(JSON.parse(texts.APNS ?? '')).toEqual(apns);
    expect(JSON.parse(texts.APNS_SANDBOX ?? '')).toEqual(apns);
    const { message } = JSON.parse(texts.GCM ?? '').fcmV1Message;
    expect(message).toEqual({ notification: alert, data: { challengeId: 'c1' }, android: expect.anything() });
    expect(texts.default).toBe(alert.body);
  });

  it('is urgent, so that it reaches an Android phone that sleeps', () => {
    const { GCM = '' } = JSON.parse(pushMessage('c1', 'en')) as Record<string, string>;
    expect(JSON.parse(GCM).fcmV1Message.message.android).toEqual({ priority: 'HIGH' });
  });
});
