import type { Agent } from 'node:http';
import { generateSync } from 'otplib';
import { type Part, startPart } from '../parts.ts';
import { type Answer, drive, post, single, type Task } from './load.ts';
import type { ParallelKind, Subject } from './subject.ts';
import { type MakeUsers, type User, userMaker } from './users.ts';

const MFA = '/oam/services/rest/auth/api/v1/mfa';
const HEADERS = { authorization: `Basic ${btoa('demo-app:demo-app-secret')}` };
const PREPARING = 8;

/** Sekisho over the embedded AWS. Each user checks one code, because it is then spent. */
export async function sekisho(aws: Part): Promise<Subject> {
  const service = await startPart('service-process.ts', ['service'], { LOG_LEVEL: 'info' });
  return subject('Sekisho', service, aws, await userMaker());
}

/** The same handlers behind the same server with a storage that does nothing, so that the same users do for all calls. */
export async function floor(aws: Part): Promise<Subject> {
  const service = await startPart('service-process.ts', ['floor'], { LOG_LEVEL: 'info' });
  const users = await (await userMaker())(50);
  const cycled = async (count: number) => Array.from({ length: count }, (_nothing, at) => users[at % 50] as User);
  return subject('floor', service, aws, cycled);
}

function subject(name: string, service: Part, storage: Part, usersFor: MakeUsers): Subject {
  const call = (agent: Agent, what: string, fields: object) =>
    post(agent, `${service.url}${MFA}/${what}`, { appName: 'bench', ...fields }, HEADERS);
  const begin = async (agent: Agent, userId: string, deliveryChannel: string) =>
    right(await call(agent, 'createOTP', { userId, deliveryChannel }));
  const totp = ({ userId, secret }: User, correlationId = '', stepsBack = 0) => ({
    userId,
    correlationId,
    deliveryChannel: 'totp',
    otpCode: generateSync({ secret, epoch: Date.now() / 1000 - 30 * stepsBack }),
  });
  let known: readonly User[] = [];
  return {
    name,
    service,
    storage,
    async prepareTotp(count) {
      known = await usersFor(count);
      const checks: Task[] = [];
      const prepare = known.map(
        (user): Task =>
          async (agent) => {
            const { correlationId } = await begin(agent, user.userId, 'totp');
            checks.push(async (to) => void right(await call(to, 'validateOTP', totp(user, correlationId))));
          },
      );
      await drive(prepare, PREPARING);
      return checks;
    },
    async preparePins(count) {
      const checks: Task[] = [];
      const send = known.slice(0, count).map(
        ({ userId }): Task =>
          async (agent) => {
            const { correlationId, minorCode: otpCode } = await begin(agent, userId, 'custom');
            checks.push(async (to) => void right(await call(to, 'validateOTP', { userId, correlationId, otpCode })));
          },
      );
      return { send, verify: async () => checks };
    },
    async prepareParallel(kind, count) {
      const [user] = await usersFor(1);
      if (user === undefined) throw new Error('there is no user');
      const asked: Record<string, string>[] = [];
      const distinct = kind === 'many-sign-ins' || kind === 'guesses' ? count : 1;
      const channel = kind === 'pin' ? 'custom' : 'totp';
      const ask: Task = async (agent) => void asked.push(await begin(agent, user.userId, channel));
      await drive(Array(distinct).fill(ask), 1);
      return Array.from({ length: count }, (_nothing, at) => {
        const { correlationId, minorCode } = asked[at % distinct] ?? {};
        const fields = fieldsOf(kind, user, correlationId, minorCode);
        return () => single((agent) => call(agent, 'validateOTP', fields));
      });
    },
    outcome: ({ status, body }) =>
      status === 200
        ? 'accepted'
        : body.minorCode === 'OTP_INVALID' || body.minorCode === 'OTP_REPLAYED'
          ? 'wrong'
          : 'refused',
  };

  function fieldsOf(kind: ParallelKind, user: User, correlationId = '', otpCode = ''): object {
    if (kind === 'pin') return { userId: user.userId, correlationId, otpCode };
    return totp(user, correlationId, kind === 'guesses' ? 10_000 : 0);
  }
}

function right({ status, body }: Answer): Record<string, string> {
  if (status !== 200) throw new Error(`Sekisho answered ${status} ${JSON.stringify(body)}`);
  return body;
}
