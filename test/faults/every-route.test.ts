/** No route is forgotten: the list comes from the catalogue, so a new one fails this file the day it appears. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EmbeddedAws, FaultKind } from '../../local/aws/index.ts';
import { type Answer, type OtpClient, startClient } from '../http/client.ts';
import { openPages } from '../http/page-client.ts';
import { OPERATIONS } from './operations.ts';
import { ADMINISTRATION } from './scenarios/administration.ts';
import { BYPASS_CODES } from './scenarios/bypass-codes.ts';
import { DEVICES } from './scenarios/devices.ts';
import { LINKS } from './scenarios/links.ts';
import { OTP } from './scenarios/otp.ts';
import { PAGES } from './scenarios/pages.ts';
import { PASSKEYS } from './scenarios/passkeys.ts';
import { PUSH } from './scenarios/push.ts';
import { RESETS } from './scenarios/resets.ts';
import { KEYS } from './scenarios/secret-key.ts';
import { SESSION } from './scenarios/sessions.ts';
import { TOKEN } from './scenarios/token.ts';

const BROKEN = [
  ADMINISTRATION,
  BYPASS_CODES,
  DEVICES,
  LINKS,
  OTP,
  PAGES,
  PASSKEYS,
  PUSH,
  RESETS,
  KEYS,
  SESSION,
  TOKEN,
].flatMap(Object.keys);

/** Routes behind which is no AWS once they are loaded, each with the reason and an address. */
const QUIET: Readonly<Record<string, { readonly why: string; address(): Promise<string> | string }>> = {
  'GET /health': { why: 'says that the function answers, not what is behind it', address: () => '/health' },
  'GET /.well-known/webauthn': { why: 'a setting of the stage', address: () => '/.well-known/webauthn' },
  'GET /openapi.json': { why: 'made when the function is loaded', address: () => '/openapi.json' },
  'GET /mfa/device': { why: 'a file of the bundle', address: () => '/mfa/device' },
  'GET /mfa/device/{file}': { why: 'a file of the bundle', address: () => '/mfa/device/device.js' },
  'GET /mfa/not-me': { why: 'made of texts', address: () => '/mfa/not-me' },
  'GET /mfa/assets/{name}': { why: 'a file of the bundle', address: addressOfStyle },
  'GET /.well-known/jwks.json': { why: 'public keys never change', address: () => '/.well-known/jwks.json' },
  'GET /oauth2/rest/security': { why: 'public keys never change', address: () => '/oauth2/rest/security' },
};

let client: OtpClient;
let aws: EmbeddedAws;

beforeAll(async () => {
  client = await startClient();
  if (client.service.aws === undefined) throw new Error('these tests break the embedded AWS');
  aws = client.service.aws;
});
afterEach(() => aws.faults.clear());
afterAll(() => client.service.close());

async function addressOfStyle(): Promise<string> {
  const page = await (await openPages(client, 'alice')).get();
  return /href="(\/mfa\/assets\/[^"]+\.css)"/.exec(await page.text())?.[1] ?? '';
}

it('every operation is broken in a scenario or makes no call', () => {
  expect([...BROKEN, ...Object.keys(QUIET)].toSorted()).toEqual([...OPERATIONS].toSorted());
});

describe('the key set, when a function has just been loaded', () => {
  const ask = (): Promise<Answer> => client.call('GET', '/.well-known/jwks.json');

  it.each<FaultKind>(['error500', 'throttle', 'lost-answer', 'conflict'])(
    'says that it is not available while KMS fails by %s, and remembers no failure',
    async (kind) => {
      aws.faults.inject({ kind, times: 1_000 });
      const { status, body } = await ask();
      expect([status, body.code]).toEqual([503, 'TEMPORARILY_UNAVAILABLE']);
    },
  );

  it('is there after a call that was never answered', async () => {
    aws.faults.inject({ kind: 'timeout' });
    const { status, body } = await ask();
    expect([status, body.keys]).toEqual([200, [expect.objectContaining({ alg: 'ES256' })]]);
  });
});

describe.each(Object.entries(QUIET))('%s', (_operation, { why, address }) => {
  it(`answers while nothing behind it does (${why})`, async () => {
    const url = `${client.service.url}${await address()}`;
    // The first one loads the function.
    await fetch(url).then((answer) => answer.text());
    aws.requests.reset();
    aws.faults.inject({ kind: 'error500', times: 1_000 });
    const answer = await fetch(url);
    expect([answer.status, (await answer.text()).length > 0]).toEqual([200, true]);
    expect(aws.requests.count()).toEqual({});
  });
});
