/**
 * The attack: a directory that was taken over, or is just broken, answers one question without an end: an entry of two
 * gigabytes, entries by the million, an address of three megabytes. One request without credentials would then fill the
 * memory of a function (512 MB) and end it, and what it does for others. `sizeLimit` is a wish that such a server ignores.
 */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { register } from '../http/applications.ts';
import { type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { makeLdapDomain } from '../ldap/corporate.ts';
import { announced, entry, type RogueDirectory, startRogueDirectory } from '../ldap/rogue-directory.ts';

const IN_LDAP = { 'x-oauth-identity-domain-name': 'Corporate' };
const MB = 1024 * 1024;
/** What sockets and TLS hold on the way, on both sides of one connection. */
const ON_THE_WAY = 16 * MB;

let client: OtpClient;
let directory: RogueDirectory;

beforeAll(async () => {
  directory = await startRogueDirectory();
  client = await startClient();
  await register(client, ['demo'], { rights: ['other-domains'] });
  await makeLdapDomain(client, directory.store);
});
afterAll(async () => {
  await client.service.close();
  await directory.close();
});

function* endless(bytes: Buffer): Iterable<Buffer> {
  for (let sent = 0; sent < 500 * MB; sent += bytes.length) yield bytes;
}

function* entryWithoutEnd(): Iterable<Buffer> {
  yield announced(2 ** 31 - 1000);
  yield* endless(Buffer.alloc(MB, 0x30));
}

describe('an answer without an end', () => {
  it.each<[string, (userId: string) => Iterable<Buffer>]>([
    ['an entry of two gigabytes', entryWithoutEnd],
    ['entries by the million', (userId) => endless(entry({ uid: userId, mail: 'a@example.com' }))],
    ['an entry of a megabyte', (userId) => [entry({ uid: userId, description: 'x'.repeat(MB) })]],
    ['bytes that are no LDAP', () => endless(Buffer.alloc(4096, 0xff))],
  ])('%s: is given up at once, and little of it is read', async (_what, entries) => {
    directory.answers.entries = entries;
    const before = directory.sentBytes();
    const started = performance.now();
    const { status, body } = await client.call('POST', SECRET_KEY, { as: 'anybody:x', headers: IN_LDAP });
    expect([status, body.errorCode]).toEqual([424, 'DIRECTORY_UNAVAILABLE']);
    expect(performance.now() - started).toBeLessThan(1_200);
    expect(directory.sentBytes() - before).toBeLessThan(ON_THE_WAY);
  });
});

test('a third entry for one name is enough to know that the name is not one person’s', async () => {
  directory.answers.entries = (userId) => Array(3).fill(entry({ uid: userId }));
  const { status, body } = await client.call('POST', SECRET_KEY, { as: 'triplet:x', headers: IN_LDAP });
  expect([status, body.errorCode]).toEqual([422, 'USER_AMBIGUOUS']);
});

describe('a value that is none', () => {
  const send = (userId: string, deliveryChannel = 'email') =>
    client.createOtp({ userId, deliveryChannel, idStore: 'Corporate' });

  it.each([
    ['an address of 200,000 characters', { mail: `${'a'.repeat(200_000)}@example.com` }],
    ['an address with a line break', { mail: 'a@example.com\r\nBcc: b@example.com' }],
    ['a list of addresses', { mail: 'a@example.com, b@example.com' }],
    ['a number that is none', { mobile: '1'.repeat(500) }],
  ])('%s: nothing is sent', async (_what, attributes) => {
    directory.answers.entries = (userId) => [entry({ uid: userId, ...attributes })];
    const answer = await send('odd', 'mail' in attributes ? 'email' : 'sms');
    expect([answer.status, answer.body.minorCode]).toEqual([422, 'FACTOR_NOT_ENROLLED']);
  });

  it('is told from an address as people have it', async () => {
    directory.answers.entries = (userId) => [entry({ uid: userId, mail: 'a@example.com' })];
    expect((await send('even')).status).toBe(200);
  });
});
