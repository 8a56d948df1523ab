/**
 * The attacker has a user made whose name cannot be told from another one: with a letter of another alphabet, with a
 * character that nobody sees, or turned around. Lists, mails and audits would then show two people as one. No door makes
 * such a user; one whose name is in the table from before is not shut out, and can still be changed.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { ADMIN, newPin, type OtpClient, startClient } from '../http/client.ts';
import { putUser } from '../http/put-user.ts';

let client: OtpClient;
beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

const put = (name: string) =>
  client.call('PUT', `/mfa/v1/users/${encodeURIComponent(name)}`, { as: ADMIN, body: { language: 'ja' } });

const LOOK_ALIKES = [
  '\u0430lice',
  'alic\u03b5',
  'al\u200bice',
  'al\u200dice',
  'alice\ufe0f',
  '\u202ealice',
  'al\u00adice',
  'alice\u3164',
  'a\u2066lice',
  'ali\u0307ce',
  'ａl\u0456ce',
];

describe.each(LOOK_ALIKES)('a new user %j', (name) => {
  it('is not made by the API, and is nobody afterwards', async () => {
    const { status, body } = await put(name);
    expect([status, body.code]).toEqual([422, 'FIELD_INVALID']);
    expect((await client.createOtp({ userId: name })).status).toBeGreaterThanOrEqual(400);
  });
});

it('is not made by an import, which says at which line', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sekisho-names-')), 'users.csv');
  writeFileSync(file, `userId\n${['honest.name', ...LOOK_ALIKES].join('\n')}\n`);
  const port = new URL(client.service.url).port;
  const { exitCode, stdout } = await runCli(['users', 'import', file, '--local'], { port });
  expect([exitCode, stdout]).toEqual([1, expect.stringContaining('1 users were imported')]);
  expect(readFileSync(`${file}.rejected`, 'utf8').match(/userId: /g)).toHaveLength(LOOK_ALIKES.length);
});

describe('a name from before', () => {
  it.each(['\u0430nna', 'an\u200bna', 'olga \u00b7'])(
    'such as %j still is that user, by every door',
    async (userId) => {
      await putUser({ userId, attributes: { mail: 'anna@example.com' } }, 'anna-long-password');
      const { pin, correlationId } = await newPin(client, userId);
      expect((await client.validateOtp({ userId, correlationId, otpCode: pin })).status).toBe(200);
      const path = `/mfa/v1/users/${encodeURIComponent(userId)}`;
      expect((await client.call('GET', path, { as: ADMIN })).body.userId).toBe(userId);
      expect((await client.call('PATCH', path, { as: ADMIN, body: { language: 'ja' } })).status).toBe(200);
      expect((await put(userId)).status).toBe(200);
      expect((await client.call('DELETE', path, { as: ADMIN })).status).toBe(204);
      expect((await put(userId)).status).toBe(422);
    },
  );
});

it.each([
  ['山田 太郎', '山田 太郎'],
  ['ﾔﾏﾀﾞ', 'ヤマダ'],
  ['Tanaka田中', 'tanaka田中'],
  ['Олена', 'олена'],
  ['Hanako.Yamada@Example.com', 'hanako.yamada@example.com'],
])('a name of one script, or of those that are written together, is taken: %s', async (typed, userId) => {
  const { status, body } = await put(typed);
  expect([status, body.userId]).toEqual([200, userId]);
});

it.each(['\u0455hop', 'sho\u03c1', 'shop\ufe0f', 'shop\u034f'])('no application is registered as %j', async (name) => {
  const path = `/mfa/v1/applications/${encodeURIComponent(name)}`;
  const { status, body } = await client.call('PUT', path, { as: ADMIN, body: { clients: [] } });
  expect([status, body.code]).toEqual([422, 'FIELD_INVALID']);
});
