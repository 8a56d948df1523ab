/** The secret key: what is shown is what is stored, and a confirmed key is never lost to a broken call. */
import { generateSync } from 'otplib';
import { expect } from 'vitest';
import { type Answer, SECRET_KEY } from '../../http/client.ts';
import { askToken, bearer } from '../../http/token-client.ts';
import { freshUser, LONGEST_TURN_MS, later, PASSWORD, type Scenarios, scenario, service } from '../break-each-call.ts';

interface Owner {
  readonly userId: string;
  readonly secret: string;
  /** An access token that shows the second factor. */
  readonly strong: string;
}

const codeNow = (secret: string): string => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });

function signIn(userId: string, secret: string): Promise<Answer> {
  const form = { grant_type: 'PASSWORD', username: userId, password: PASSWORD, otp_code: codeNow(secret) };
  return askToken(service().client, form);
}

function makeByPassword(userId: string): Promise<Answer> {
  return service().client.call('POST', SECRET_KEY, { as: `${userId}:${PASSWORD}` });
}

function call(method: string, { strong }: Pick<Owner, 'strong'>): Promise<Answer> {
  return service().client.call(method, SECRET_KEY, bearer(strong));
}

async function owner(): Promise<Owner> {
  const userId = await freshUser();
  const secret = String((await makeByPassword(userId)).body.secret_key);
  expect((await signIn(userId, secret)).status, 'the first code').toBe(200);
  later(30_000);
  const { body } = await signIn(userId, secret);
  return { userId, secret, strong: String(body.access_token) };
}

/** A key counts when its code signs in. */
async function expectKey(userId: string, secret: string | undefined, what: string): Promise<void> {
  later(30_000);
  expect((await signIn(userId, String(secret))).status, what).toBe(200);
}

/** Mails that say that the key is gone; that it was confirmed is told as well. */
const notices = (userId: string): number =>
  service()
    .aws.inbox.list(`${userId}@example.com`)
    .filter(({ text }) => text.includes('Removed: ')).length;

export const KEYS: Scenarios = {
  [`POST ${SECRET_KEY}`]: [
    scenario({
      name: 'makes the first key with the password',
      prepare: () => freshUser(),
      act: makeByPassword,
      async check(userId, answer) {
        const made = answer.status === 200 ? answer : await makeByPassword(userId);
        await expectKey(userId, made.body.secret_key, 'the key that was shown');
      },
    }),
  ],

  [`GET ${SECRET_KEY}`]: [
    scenario({
      name: 'shows the pending key',
      async prepare() {
        const known = await owner();
        return { ...known, next: (await call('PUT', known)).body.secret_key };
      },
      act: (context) => call('GET', context),
      async check(context, answer) {
        if (answer.status === 200) expect(answer.body.secret_key).toBe(context.next);
        expect((await call('GET', context)).body.secret_key, 'the next try').toBe(context.next);
      },
    }),
  ],

  [`PUT ${SECRET_KEY}`]: [
    scenario({
      name: 'makes a key beside the confirmed one',
      prepare: owner,
      act: (context) => call('PUT', context),
      async check(context, answer) {
        await expectKey(context.userId, context.secret, 'the old key until the new one is confirmed');
        const made = answer.status === 200 ? answer : await call('PUT', context);
        await expectKey(context.userId, made.body.secret_key, 'the new key');
      },
    }),
  ],

  [`DELETE ${SECRET_KEY}`]: [
    scenario({
      name: 'removes the keys and tells their owner',
      prepare: owner,
      act: (context) => call('DELETE', context),
      async check(context, answer) {
        const { userId, secret } = context;
        // What broke on its way may not have given its lease back.
        later(LONGEST_TURN_MS);
        const shown = (await call('GET', context)).status;
        if (answer.status === 204) expect(shown, 'the key is gone').toBe(404);
        if (shown === 200) {
          await expectKey(userId, secret, 'the key that was not removed');
          expect((await call('DELETE', context)).status, 'the next try').toBe(204);
          expect(notices(userId)).toBe(1);
        }
        expect(notices(userId)).toBeLessThanOrEqual(1);
        const { body } = await makeByPassword(userId);
        await expectKey(userId, body.secret_key, 'the key after that');
      },
    }),
  ],
};
