/**
 * The attacker puts a name of thousands of characters, or of characters that no name has, into each segment of
 * each path, so that a key of the table is longer than the table takes (it refuses the whole call, which looks like an
 * outage and rings the operator's telephone) or is another one than it seems. Every such name is the mistake of whoever
 * sends it: 4xx, on every route, for every kind of caller.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import type { Endpoint } from '../../functions/http/endpoint.ts';
import { ADMIN, CALLERS, type OtpClient, startClient } from '../http/client.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

const NAMES: readonly (readonly [string, string])[] = [
  ['3,000 letters', 'a'.repeat(3_000)],
  ['1,100 letters', 'a'.repeat(1_100)],
  ['257 ideographs', '漢'.repeat(257)],
  ['256 of what NFKC makes long', '\uFDFA'.repeat(256)],
  ['a zero byte', 'alice\0'],
  ['a line break', 'alice\r\nx'],
  ['nothing that is seen', '\u200b'],
];

const endpoints: readonly Endpoint[] = Object.values(FUNCTIONS).flat();
const calls = endpoints
  .filter(({ path }) => path.includes('{'))
  .flatMap(({ path, operations }) => {
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    return Object.entries(operations).flatMap(([method, { caller }]) =>
      parameters.map((parameter) => [method, path, parameter, CALLERS[caller] ?? ADMIN] as const),
    );
  });

/** The other segments lead somewhere, so that the one in question is looked at. */
const KNOWN: Readonly<Record<string, string>> = {
  userId: 'alice',
  domain: 'DefaultDomain',
  name: 'demo',
  step: 'email',
};

it.each(calls)('%s %s: no %s is anything but the mistake of the caller', async (method, path, parameter, as) => {
  const body = ['GET', 'DELETE'].includes(method) ? {} : { body: {} };
  for (const [what, name] of NAMES) {
    const asked = path.replace(/\{(\w+)\}/g, (_whole, each: string) =>
      encodeURIComponent(each === parameter ? name : (KNOWN[each] ?? 'unknown')),
    );
    const init = { method, headers: { authorization: `Basic ${Buffer.from(as).toString('base64')}` } };
    const answer = await fetch(`${client.service.url}${asked}`, {
      ...init,
      ...(body.body && { body: '{}', headers: { ...init.headers, 'content-type': 'application/json' } }),
    });
    expect([what, Math.floor(answer.status / 100)]).toEqual([what, 4]);
  }
});
