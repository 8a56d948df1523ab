/**
 * The attacker signs with a key of his own, but says in the header that the message is to be read in another way: `crit`
 * with an extension (RFC 7515 section 4.1.11), an unencoded payload (RFC 7797), a key that comes from an address, a private
 * member in the key. A library that knows the extension and a parser that does not would see two messages in one. A header
 * has exactly the members that docs/push.md names, or the message is none.
 */
import { generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceMessages } from '../../functions/adapters/jose/device-messages.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { enrolDevice, enrolmentCode, registration, startPush, type TestDevice } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';

let client: OtpClient;
let device: TestDevice;
beforeAll(async () => {
  client = await startClient();
  await client.settings({ MaxSendAttempts: 0 });
  await putUser({ userId: 'signer' }, 'signer-password');
  device = await enrolDevice(client, 'signer');
});
afterAll(() => client.service.close());

const FOREIGN: readonly [what: string, header: Record<string, unknown>][] = [
  ['crit and an unencoded payload', { crit: ['b64'], b64: true }],
  ['b64 without crit', { b64: true }],
  ['an address of keys', { jku: 'https://evil.example/keys' }],
  ['certificates', { x5c: ['AAAA'] }],
  ['a type of content', { cty: 'JWT' }],
  ['compression', { zip: 'DEF' }],
  ['a member that nobody knows', { sekisho: 1 }],
];

describe.each(FOREIGN)('a header with %s', (_what, header) => {
  it('registers no device', async () => {
    const keys = await generateKeyPair('ES256', { extractable: true });
    const code = await enrolmentCode(client, 'signer');
    const { status, body } = await client.call('POST', '/mfa/v1/devices', {
      body: { registration: await registration(keys, { code }, header) },
    });
    expect([status, body.code]).toEqual([401, 'SIGNATURE_INVALID']);
  });

  it('answers no challenge, pulls none and removes no device', async () => {
    const { challengeId, matchCode } = await startPush(client, 'signer');
    const answer = await device.sign('answer', { challengeId, answer: 'approve', matchCode }, header);
    expect((await device.send(challengeId, answer)).body.code).toBe('SIGNATURE_INVALID');
    const pull = await device.sign('pull', { domain: 'DefaultDomain', userId: 'signer' }, header);
    const headers = { authorization: `Sekisho-Device ${pull}` };
    const pulled = await client.call('GET', `/mfa/v1/devices/${device.id}/challenges`, { headers });
    expect(pulled.body.code).toBe('SIGNATURE_INVALID');
    const forget = await device.sign('forget', { domain: 'DefaultDomain', userId: 'signer' }, header);
    const removal = { headers: { authorization: `Sekisho-Device ${forget}` } };
    const removed = await client.call('DELETE', `/mfa/v1/devices/${device.id}`, removal);
    expect(removed.body.code).toBe('SIGNATURE_INVALID');
    await device.deny(challengeId, 'mistake');
  });
});

it('a key with a private member, or with two names, is no key of a device', async () => {
  const keys = await generateKeyPair('ES256', { extractable: true });
  const good = await registration(keys, { code: 'CODE' });
  expect(deviceMessages.registration(good)).toBeDefined();
  const [head = '', ...rest] = good.split('.');
  const { jwk, ...header } = JSON.parse(Buffer.from(head, 'base64url').toString());
  for (const extra of [{ d: jwk.x }, { kid: 'x' }, { key_ops: ['verify'] }]) {
    const dressed = Buffer.from(JSON.stringify({ ...header, jwk: { ...jwk, ...extra } })).toString('base64url');
    expect(deviceMessages.registration([dressed, ...rest].join('.'))).toBeUndefined();
  }
  expect(deviceMessages.registration(await registration(keys, { code: 'CODE' }, { kid: 'x' }))).toBeUndefined();
});
