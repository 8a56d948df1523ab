import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SESClient } from '@aws-sdk/client-ses';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { stoppedAddresses } from '../../../../bin/readiness/stopped-addresses.ts';

const SES = new SESClient({
  region: 'ap-northeast-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not a secret' },
});

let server: Server;
afterEach(() => {
  server.close();
  vi.unstubAllEnvs();
});

/** Answers one after the other; what was asked is in the result. */
async function answering(answers: readonly (readonly [status: number, body: object, errorType?: string])[]) {
  const asked: IncomingMessage[] = [];
  server = createServer((request, response) => {
    const [status, body, errorType] = answers[asked.length] ?? [500, {}];
    asked.push(request);
    response.writeHead(status, errorType === undefined ? {} : { 'x-amzn-errortype': errorType });
    response.end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return asked;
}

const page = (addresses: readonly string[], NextToken?: string) => ({
  SuppressedDestinationSummaries: addresses.map((EmailAddress) => ({ EmailAddress })),
  ...(NextToken === undefined ? {} : { NextToken }),
});

describe('the addresses that SES delivers nothing to', () => {
  it('are read to the last page, as a signed call of SES', async () => {
    const asked = await answering([
      [200, page(['One@example.com'], 'a/b=')],
      [200, page(['two@example.com'])],
    ]);
    const bounces = await stoppedAddresses(SES);
    if (typeof bounces !== 'function') throw new Error(bounces.reason);
    expect(['one@example.com', 'TWO@example.com', 'three@example.com'].map(bounces)).toEqual([true, true, false]);
    expect(asked.map(({ url }) => url)).toEqual([
      '/v2/email/suppression/addresses?PageSize=1000',
      '/v2/email/suppression/addresses?PageSize=1000&NextToken=a%2Fb%3D',
    ]);
    for (const { headers } of asked) {
      expect(headers.authorization).toMatch(/Credential=AKIDEXAMPLE\/\d{8}\/ap-northeast-1\/ses\/aws4_request, /);
    }
  });

  it('are asked for again when SES is asked too often', async () => {
    const asked = await answering([
      [429, {}],
      [200, page([])],
    ]);
    expect(await stoppedAddresses(SES, 0)).toBeTypeOf('function');
    expect(asked).toHaveLength(2);
  });

  it('are not known to who may not read the list, and that says why', async () => {
    await answering([[403, {}, 'AccessDeniedException']]);
    expect(await stoppedAddresses(SES)).toEqual({ reason: 'AccessDeniedException' });
  });
});
