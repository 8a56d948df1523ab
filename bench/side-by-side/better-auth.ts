import type { Agent } from 'node:http';
import { generateSync } from 'otplib';
import { startPart } from '../parts.ts';
import { type Answer, drive, post, single, type Task } from './load.ts';
import type { Subject } from './subject.ts';

const PREPARING = 8;
const PASSWORD = 'a-password';

interface User {
  readonly email: string;
  /** The TOTP key in Base32. */
  readonly secret: string;
}

/** better-auth over SQLite in its own process. Everything is prepared by its API: users, TOTP keys, sign-ins. */
export async function betterAuth(): Promise<Subject> {
  const service = await startPart('peer/server.ts', [], { NODE_ENV: 'production', NODE_NO_WARNINGS: '1' });
  const call = (agent: Agent, path: string, body: object, cookie = '') =>
    post(agent, `${service.url}/api/auth/${path}`, body, { origin: service.url, ...(cookie && { cookie }) });
  let made = 0;
  let known: readonly User[] = [];

  async function makeUser(agent: Agent): Promise<User> {
    const email = `bench-${made++}@example.com`;
    const cookie = cookiesOf(await call(agent, 'sign-up/email', { email, password: PASSWORD, name: email }));
    const { body } = right(await call(agent, 'two-factor/enable', { password: PASSWORD }, cookie));
    const secret = new URL(body.totpURI ?? '').searchParams.get('secret') ?? '';
    right(await call(agent, 'two-factor/verify-totp', { code: generateSync({ secret }) }, cookie));
    return { email, secret };
  }

  /** The cookie of a sign-in that waits for its second factor. */
  async function signIn(agent: Agent, { email }: User): Promise<string> {
    const answer = right(await call(agent, 'sign-in/email', { email, password: PASSWORD }));
    if (!('twoFactorRedirect' in answer.body)) throw new Error('better-auth asked for no second factor');
    return cookiesOf(answer);
  }

  async function pinOf({ email }: User): Promise<string> {
    const { pins } = (await service.ask('pins')) as { pins: Record<string, string> };
    return pins[email] ?? '';
  }

  const makeUsers = async (count: number): Promise<User[]> => {
    const users: User[] = [];
    const make: Task = async (agent) => void users.push(await makeUser(agent));
    await drive(Array(count).fill(make), PREPARING);
    return users;
  };
  const signInAll = async (users: readonly User[]): Promise<Map<User, string>> => {
    const cookies = new Map<User, string>();
    await drive(
      users.map(
        (user): Task =>
          async (agent) =>
            void cookies.set(user, await signIn(agent, user)),
      ),
      PREPARING,
    );
    return cookies;
  };

  return {
    name: 'better-auth',
    service,
    storage: undefined,
    async prepareTotp(count) {
      known = await makeUsers(count);
      const signIns = [...(await signInAll(known))];
      return signIns.map(
        ([{ secret }, cookie]): Task =>
          async (agent) => {
            right(await call(agent, 'two-factor/verify-totp', { code: generateSync({ secret }) }, cookie));
          },
      );
    },
    async preparePins(count) {
      const signIns = [...(await signInAll(known.slice(0, count)))];
      const send = signIns.map(
        ([, cookie]): Task =>
          async (agent) => {
            right(await call(agent, 'two-factor/send-otp', {}, cookie));
          },
      );
      return {
        send,
        verify: async () => {
          const { pins } = (await service.ask('pins')) as { pins: Record<string, string> };
          return signIns.map(
            ([{ email }, cookie]): Task =>
              async (agent) => {
                right(await call(agent, 'two-factor/verify-otp', { code: pins[email] }, cookie));
              },
          );
        },
      };
    },
    async prepareParallel(kind, count) {
      const [user] = await makeUsers(1);
      if (user === undefined) throw new Error('there is no user');
      const cookies: string[] = [];
      const distinct = kind === 'many-sign-ins' || kind === 'guesses' ? count : 1;
      const begin: Task = async (agent) => void cookies.push(await signIn(agent, user));
      await drive(Array(distinct).fill(begin), 1);
      if (kind === 'pin') right(await single((agent) => call(agent, 'two-factor/send-otp', {}, cookies[0])));
      const epoch = Date.now() / 1000 - (kind === 'guesses' ? 300_000 : 0);
      const code = kind === 'pin' ? await pinOf(user) : generateSync({ secret: user.secret, epoch });
      const path = kind === 'pin' ? 'two-factor/verify-otp' : 'two-factor/verify-totp';
      return Array.from(
        { length: count },
        (_nothing, at) => () => single((agent) => call(agent, path, { code }, cookies[at % distinct])),
      );
    },
    outcome: ({ status, body }) => (status === 200 ? 'accepted' : body.code === 'INVALID_CODE' ? 'wrong' : 'refused'),
  };
}

function right(answer: Answer): Answer {
  if (answer.status !== 200) throw new Error(`better-auth answered ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
}

function cookiesOf(answer: Answer): string {
  return right(answer)
    .cookies.map((line) => line.split(';', 1)[0])
    .join('; ');
}
