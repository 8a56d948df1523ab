/**
 * The attack: whoever can change a user's address (an administrator gone bad, a stolen account of one, a feed of the personnel
 * department that was fed) puts his own mail address or phone number there, quietly, and takes the next code himself. The old
 * and the new address are told, the new one gets no code until its owner has shown it on the pages or an administrator has said
 * why it is his, and two changes at one moment do not hide each other.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dynamodbCredentials } from '../../functions/adapters/dynamodb/credentials.ts';
import { dynamodbDirectory } from '../../functions/adapters/dynamodb/directory.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import { ownershipOf } from '../../functions/core/directory/epoch.ts';
import { ADMIN, type Answer, type OtpClient, startClient } from '../http/client.ts';
import { openPages } from '../http/page-client.ts';
import { newOwner, provenEnrolment } from '../http/passkey-owner.ts';
import { PRESET } from '../http/put-user.ts';

const PATH = '/mfa/v1/users';
const WHY = { 'sekisho-reason': 'seen with his identity card' };
let client: OtpClient;
let people = 0;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());
beforeEach(() => client.service.aws?.inbox.clear());

function write(method: 'PUT' | 'PATCH', userId: string, body: object, headers: Record<string, string> = {}) {
  return client.call(method, `${PATH}/${userId}`, { as: ADMIN, body, headers });
}

/** Somebody with a mail address, as he was made; nobody is told of that. */
async function victim(attributes: Record<string, string> = {}): Promise<{ userId: string; mail: string }> {
  const userId = `victim-${people++}`;
  const mail = `${userId}@example.com`;
  expect((await write('PUT', userId, { language: 'en', attributes: { mail, ...attributes } })).status).toBe(200);
  expect(told()).toEqual([]);
  return { userId, mail };
}

function told(): string[] {
  return (client.service.aws?.inbox.list() ?? []).map(({ to }) => String(to)).toSorted();
}

async function codeTo(userId: string, deliveryChannel = 'email'): Promise<string> {
  const { status, body } = await client.createOtp({ userId, deliveryChannel });
  return status === 200 ? 'sent' : String(body.minorCode);
}

function newestCode(): string {
  return /\b\d{6}\b/.exec(client.service.aws?.inbox.list().at(-1)?.text ?? '')?.[0] ?? '';
}

async function unprovenOf(userId: string): Promise<unknown> {
  return ((await client.call('GET', `${PATH}/${userId}`, { as: ADMIN })).body as { unproven?: unknown }).unproven;
}

test('an address that a user was made with gets codes', async () => {
  const { userId } = await victim({ mobile: '+819011112222' });
  expect([await codeTo(userId), await codeTo(userId, 'sms')]).toEqual(['sent', 'sent']);
  expect(await unprovenOf(userId)).toBeUndefined();
});

test.each<[string, (userId: string, mail: string) => Promise<Answer>]>([
  ['PATCH', (userId, mail) => write('PATCH', userId, { attributes: { mail } })],
  ['PUT', (userId, mail) => write('PUT', userId, { language: 'en', attributes: { mail } })],
])('another one in its place gets none, and both are told: %s', async (_method, change) => {
  const { userId, mail } = await victim();
  expect((await change(userId, 'thief@example.com')).status).toBe(200);
  expect(told()).toEqual(['thief@example.com', mail].toSorted());
  expect(client.service.aws?.inbox.list()[0]?.text).toContain('Replaced: e-mail address');
  client.service.aws?.inbox.clear();
  expect(await codeTo(userId)).toBe('FACTOR_NOT_ENROLLED');
  expect(told()).toEqual([]);
  expect(await unprovenOf(userId)).toEqual(['mail']);
  const { factors } = (await client.call('GET', `${PATH}/${userId}/factors`, { as: ADMIN })).body as never as {
    factors: object[];
  };
  expect(factors).toEqual([{ kind: 'email', usable: false, address: 't•••@example.com', unproven: true }]);
});

test('a number that is added to somebody who had none gets none either', async () => {
  const { userId, mail } = await victim();
  await write('PATCH', userId, { attributes: { mobile: '090-5555-6666' } });
  expect(told()).toEqual(['+819055556666', mail]);
  expect(await codeTo(userId, 'sms')).toBe('FACTOR_NOT_ENROLLED');
  expect(await codeTo(userId)).toBe('sent');
});

test('an address that is taken away is told so', async () => {
  const { userId, mail } = await victim({ mobile: '+819011112222' });
  await write('PATCH', userId, { attributes: { mobile: null } });
  expect(told()).toEqual(['+819011112222', mail]);
});

test('nobody says that it is the user’s without saying why', async () => {
  const { userId, mail } = await victim();
  const vouched = { attributes: { mail: 'new@example.com' }, verified: ['mail'] };
  for (const method of ['PATCH', 'PUT'] as const) {
    const { status, body } = await write(method, userId, vouched);
    expect([status, body.code]).toEqual([422, 'FIELD_MISSING']);
  }
  const { body } = await client.call('GET', `${PATH}/${userId}`, { as: ADMIN });
  expect(body.attributes).toEqual({ mail });
  expect((await write('PATCH', userId, vouched, WHY)).status).toBe(200);
  expect(told()).toEqual(['new@example.com', mail]);
  expect(await codeTo(userId)).toBe('sent');
});

test('what is unproven stays so through everything but a reason or a proof', async () => {
  const { userId } = await victim();
  await write('PATCH', userId, { attributes: { mail: 'thief@example.com' } });
  await write('PATCH', userId, { attributes: { mail: 'thief@example.com', team: 'blue' } });
  await write('PATCH', userId, { language: 'ja' });
  await write('PUT', userId, { attributes: { mail: 'thief@example.com' } });
  const user = { domain: 'DefaultDomain', userId };
  const imported = { groups: [], language: 'en', attributes: { mail: 'thief@example.com' }, verified: [] };
  await dynamodbDirectory(openTable('sekisho'), PRESET).put(user, imported, undefined);
  expect(await codeTo(userId)).toBe('FACTOR_NOT_ENROLLED');
  expect((await write('PATCH', userId, { verified: ['mail'] })).body.code).toBe('FIELD_MISSING');
  expect((await write('PATCH', userId, { verified: ['mail'] }, WHY)).status).toBe(200);
  expect(await codeTo(userId)).toBe('sent');
});

test('the pages open to no password alone when the only address is another one', async () => {
  const { userId } = await victim();
  await write('PATCH', userId, { attributes: { mail: 'thief@example.com' } });
  client.service.aws?.inbox.clear();
  const browser = await openPages(client, userId, { purpose: 'enrol' });
  await browser.post('add-email', { act: 'send', address: 'thief@example.com' });
  expect(told()).toEqual([]);
  expect(await (await browser.get('add-totp')).text()).not.toContain('otpauth');
});

test('a code that came back on the pages proves it, as it does any other', async () => {
  const owner = await newOwner();
  const { userId } = owner;
  const browser = await provenEnrolment(client, owner);
  await write('PATCH', userId, { attributes: { mail: 'moved@example.com' } });
  client.service.aws?.inbox.clear();
  await browser.post('add-email', { act: 'send', address: 'moved@example.com' });
  const reply = await browser.post('add-email', { act: 'check', code: newestCode() });
  expect(reply.headers.get('location')).toContain('added=email');
  expect(await unprovenOf(userId)).toBeUndefined();
  expect(await codeTo(userId)).toBe('sent');
});

test('the same address written again is no change: nobody is told, and it still gets codes', async () => {
  const { userId, mail } = await victim();
  await write('PATCH', userId, { attributes: { mail } });
  await write('PUT', userId, { attributes: { mail } });
  expect(told()).toEqual([]);
  expect(await codeTo(userId)).toBe('sent');
});

test('two changes at one moment do not hide each other', async () => {
  const { userId } = await victim({ mobile: '+819011112222' });
  await Promise.all([
    write('PATCH', userId, { attributes: { mail: 'thief@example.com' } }),
    write('PATCH', userId, { attributes: { mobile: '+819055556666' } }),
  ]);
  expect(await unprovenOf(userId)).toEqual(expect.arrayContaining(['mail', 'mobile']));
});

test('an address in the place of a lost one was not lost', async () => {
  const { userId } = await victim();
  const credentials = dynamodbCredentials(openTable('sekisho'), async () => undefined);
  const user = { domain: 'DefaultDomain', userId };
  expect(await codeTo(userId)).toBe('sent');
  const account = await dynamodbUsers(openTable('sekisho')).findAccount(user);
  expect(await credentials.markAddressesLost(user, [], ['email'], ownershipOf(account ?? {}))).toBe('marked');
  expect(await codeTo(userId)).toBe('FACTOR_NOT_ENROLLED');
  await write('PATCH', userId, { attributes: { mail: 'new@example.com' }, verified: ['mail'] }, WHY);
  expect(await codeTo(userId)).toBe('sent');
});
