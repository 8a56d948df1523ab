import { setTimeout as sleep } from 'node:timers/promises';
import { CompactSign, type CryptoKey, exportJWK, generateKeyPair } from 'jose';
import { startLocal } from '../local/local-service.ts';
import { pushMachineDefinition } from '../local/push-machine-definition.ts';
import { median, percentile, report, rounded, type Section } from './section.ts';

const RUNS = 200;
/** The original's page asks every eight seconds; an answer comes at any moment in between. */
const POLLING_MS = 8_000;
/** AWS price list, Standard workflows, Tokyo and North Virginia: dollars for 1,000 transitions. */
const DOLLARS_PER_1000 = 0.025;

const CLIENT = `Basic ${Buffer.from('demo-app:demo-app-secret').toString('base64')}`;

await report(measure);

/** From the answer of the device to the answer that the waiting client gets, one push after the other. */
async function measure(): Promise<Section> {
  const service = await startLocal({ port: 0 });
  const device = await enrol(service.url);
  await approve(service.url, device);
  const sent: number[] = [];
  const accepted: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const times = await approve(service.url, device);
    sent.push(times.sinceSentMs);
    accepted.push(times.sinceAcceptedMs);
  }
  await service.close();
  const transitions = await countTransitions();
  return section(sent, accepted, transitions);
}

function section(sent: readonly number[], accepted: readonly number[], transitions: number): Section {
  const row = (what: string, values: readonly number[]) => [
    what,
    `${rounded(median(values))} ms`,
    `${rounded(percentile(values, 99))} ms`,
  ];
  const price = ((transitions + 1) * DOLLARS_PER_1000).toFixed(3);
  return {
    title: 'Push: from the device to the page',
    text:
      `${RUNS} challenges one after the other, each answered at a random moment while a client waits with ` +
      '`Prefer: wait=25`; service, embedded AWS, client and device in one process. The polling of the original is ' +
      `arithmetic (an answer at any moment of its ${POLLING_MS / 1000} seconds; mean 4 s), not a measurement, and has no network ` +
      `in it either. A push makes ${transitions} state transitions, and one more for each device that SNS pushes to: with one ` +
      `such device 1,000 pushes cost $${price} of Step Functions.`,
    head: ['until the waiting client knows', 'median', 'p99'],
    rows: [
      row('since the device sent its answer', sent),
      row('since the device was told that its answer counts', accepted),
      ['page that asks every 8 s (computed)', `${POLLING_MS / 2} ms`, `${POLLING_MS * 0.99} ms`],
    ],
  };
}

interface BenchDevice {
  readonly id: string;
  readonly key: CryptoKey;
}

async function enrol(url: string): Promise<BenchDevice> {
  const { enrolmentCode: code = '' } = await call(
    url,
    'POST',
    '/mfa/v1/users/bob/device-enrolments?appName=demo',
    CLIENT,
  );
  const { publicKey, privateKey: key } = await generateKeyPair('ES256', { extractable: true });
  const { kty, crv, x, y } = await exportJWK(publicKey);
  const header = { typ: 'sekisho-registration+jws', jwk: { kty, crv, x, y } };
  const registration = await sign(key, header, { code, name: 'bench', platform: 'web' });
  const { deviceId: id = '' } = await call(url, 'POST', '/mfa/v1/devices', undefined, { registration });
  return { id, key };
}

/** One push, approved while a client waits. */
async function approve(url: string, device: BenchDevice): Promise<{ sinceSentMs: number; sinceAcceptedMs: number }> {
  const request = { userId: 'bob', appName: 'demo' };
  const { challengeId, matchCode } = await call(url, 'POST', '/mfa/v1/push-challenges', CLIENT, request);
  const path = `/mfa/v1/push-challenges/${challengeId}`;
  const waiting = call(url, 'GET', path, CLIENT, undefined, { prefer: 'wait=25' }).then((view) => ({
    view,
    atMs: performance.now(),
  }));
  await sleep(150 + Math.random() * 300);
  const header = { typ: 'sekisho-answer+jws', kid: device.id };
  const answer = await sign(device.key, header, { challengeId, answer: 'approve', matchCode });
  const sentAtMs = performance.now();
  await call(url, 'POST', `${path}/answer`, undefined, { answer });
  const acceptedAtMs = performance.now();
  const { view, atMs } = await waiting;
  if (view.status !== 'approved') throw new Error(`the waiting client was told ${view.status}`);
  return { sinceSentMs: atMs - sentAtMs, sinceAcceptedMs: Math.max(0, atMs - acceptedAtMs) };
}

function sign(key: CryptoKey, header: object, claims: object): Promise<string> {
  const payload = { iat: Math.floor(Date.now() / 1000), jti: crypto.randomUUID(), ...claims };
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256', ...header })
    .sign(key);
}

async function call(
  url: string,
  method: string,
  path: string,
  authorization?: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Record<string, string>> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...headers,
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const content = (await answer.json()) as Record<string, string>;
  if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status} ${content.code}`);
  return content;
}

/** The states that an execution goes through that the API started, pushes to single devices aside. */
async function countTransitions(): Promise<number> {
  const definition = await pushMachineDefinition({ tableName: 'table', startFunctionArn: 'function' });
  const { StartAt, States } = JSON.parse(definition) as {
    StartAt: string;
    States: Record<string, { Next?: string; Choices?: { Next: string }[] }>;
  };
  let count = 0;
  let state: string | undefined = StartAt;
  while (state !== undefined) {
    count += 1;
    const { Next, Choices }: { Next?: string; Choices?: { Next: string }[] } = States[state] ?? {};
    state = Choices?.[0]?.Next ?? Next;
  }
  return count;
}
