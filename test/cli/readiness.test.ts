import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { credentialKey, EMPTY_ITEM } from '../../functions/adapters/dynamodb/credential-item.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { ADMIN, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { runCli, runCliOnTerminal } from './run-cli.ts';

const DOMAINS = '/oam/services/rest/ssa/api/v1/oauthpolicyadmin/oauthidentitydomain';
const PASSWORD = 'nine bridges at dusk';

let client: OtpClient;
let port: string;
let folder: string;
let domains = 0;
let domain: string;

beforeAll(async () => {
  client = await startClient();
  port = new URL(client.service.url).port;
  folder = mkdtempSync(join(tmpdir(), 'sekisho-readiness-'));
});
afterAll(async () => {
  await client.service.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  domain = `Ready${++domains}`;
  expect((await client.call('POST', DOMAINS, { as: ADMIN, body: { name: domain } })).status).toBe(200);
});

function readiness(words: readonly string[] = [], inDomain = domain) {
  return runCli(['readiness', '--local', '--domain', inDomain, ...words], { port });
}

async function put(userId: string, body: object): Promise<void> {
  const path = `/mfa/v1/users/${encodeURIComponent(userId)}?domain=${domain}`;
  expect(await client.call('PUT', path, { as: ADMIN, body })).toMatchObject({ status: 200 });
}

/** An administrator with mail and an authenticator app that has shown its first right code. */
async function putKeeper(userId: string, attributes: Record<string, string> = {}): Promise<void> {
  const { generateSync } = await import('otplib');
  const own = { mail: `${userId}@example.com`, ...attributes };
  await put(userId, { password: PASSWORD, groups: ['Administrators'], attributes: own });
  const headers = { 'x-oauth-identity-domain-name': domain };
  const { body: made } = await client.call('POST', SECRET_KEY, { as: `${userId}:${PASSWORD}`, headers });
  const code = generateSync({ secret: String(made.secret_key) });
  const confirm = { as: `${userId}:${PASSWORD}`, headers: { ...headers, 'sekisho-otp': code } };
  await client.call('GET', `/mfa/v1/users/${userId}`, confirm);
}

/** In a domain that has no recovery codes nobody can be without. */
async function withoutCodes(): Promise<void> {
  const path = `/mfa/v1/domains/${domain}/settings`;
  expect((await client.call('PATCH', path, { as: ADMIN, body: { RecoveryCodes_Enabled: false } })).status).toBe(200);
}

/** As SES does with an address that bounced for good. */
async function stopMail(EmailAddress: string): Promise<void> {
  const url = `${process.env.AWS_ENDPOINT_URL}/v2/email/suppression/addresses`;
  const body = JSON.stringify({ EmailAddress, Reason: 'BOUNCE' });
  expect((await fetch(url, { method: 'PUT', body })).status).toBe(200);
}

/** `noFactor 1` and so on, of what was found. */
function found(stdout: string): string[] {
  const lines = [...stdout.matchAll(/^ *(\d+) .* % {2}(\w+):/gm)].filter(([, count]) => count !== '0');
  return lines.map(([, count, finding]) => `${finding} ${count}`);
}

describe('sekisho readiness', () => {
  it('counts who would be locked out, and ends with 1 when the administrators are well', async () => {
    await putKeeper('root');
    await putKeeper('deputy');
    await put('nothing', {});
    await put('by-mail', { attributes: { mail: 'by-mail@example.com' } });
    await put('by-phone', { attributes: { mobile: '+819012345678' } });
    await put('program', { groups: ['OTPRestUserGroup'] });
    const { exitCode, stdout, stderr } = await readiness();
    expect([exitCode, stderr]).toEqual([1, '']);
    expect(stdout).toContain(`${domain}: 5 people, 2 of them administrators; 1 clients.`);
    expect(found(stdout)).toEqual([
      'noFactor 1',
      'oneFactor 2',
      'oneDevice 2',
      'onlySmsOrEmail 2',
      'noRecoveryCode 5',
      'oneLostPhone 1',
    ]);
    expect(stdout).not.toContain('The domain:');
  });

  it('ends with 0 when nothing is found', async () => {
    await withoutCodes();
    await putKeeper('root');
    await putKeeper('deputy');
    const { exitCode, stdout } = await readiness();
    expect([exitCode, found(stdout)]).toEqual([0, []]);
  });

  it('ends with 3 when one administrator is all there is, or one has a password alone', async () => {
    await put('root', { groups: ['Administrators'], attributes: { mail: 'root@example.com' }, password: PASSWORD });
    const { exitCode, stdout } = await readiness();
    expect(exitCode).toBe(3);
    expect(stdout).toContain(
      'The domain: fewer than two administrators: `npx sekisho admin create` makes another one.',
    );
    expect(stdout).toContain('The domain: somebody administers with a password alone');
  });

  it('knows from SES which addresses bounce, and counts them as no factor', async () => {
    await withoutCodes();
    await put('moved', { attributes: { mail: 'Moved.Away@example.com' } });
    await put('stays', { attributes: { mail: 'stays@example.com' } });
    await stopMail('moved.away@example.com');
    const path = join(folder, 'bounces.csv');
    const { stdout } = await readiness(['--users', path]);
    expect(found(stdout)).toEqual(['noFactor 1', 'oneFactor 1', 'oneDevice 1', 'onlySmsOrEmail 1', 'addressBounces 1']);
    expect(readFileSync(path, 'utf8')).toContain('\r\nmoved,0,,,noFactor|addressBounces\r\n');
  });

  it('writes a line a user into a file of its own, with no address and nothing that a spreadsheet would compute', async () => {
    await putKeeper('hana', { displayName: '=cmd()' });
    await put('-2+3', { attributes: { mobile: '+819012345678' } });
    const path = join(folder, 'users.csv');
    expect(await readiness(['--users', path])).toMatchObject({ exitCode: 3, stderr: '' });
    expect(readFileSync(path, 'utf8')).toBe(
      '\uFEFFuserId,factors,holds,recoveryCodes,findings\r\n' +
        '"\'-2+3",1,phone: sms,0,oneFactor|oneDevice|onlySmsOrEmail|noRecoveryCode|oneLostPhone\r\n' +
        'hana,2,phone: totp|mailbox: email,0,noRecoveryCode\r\n',
    );
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const again = await readiness(['--users', path]);
    expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining('exists already')]);
  });

  it('says of a domain in LDAP what stands here, without asking the directory', async () => {
    const caPem = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----';
    const ldap = { urls: ['ldaps://nowhere.example'], caPem, baseDn: 'dc=x', bindSecretId: 'sekisho/ldap/corporate' };
    const body = { name: 'Outside', identityStore: { kind: 'ldap', ldap } };
    expect((await client.call('POST', DOMAINS, { as: ADMIN, body })).status).toBe(200);
    const totp = { sealed: new Uint8Array(48), keyId: 'first', lastStep: 1, createdAt: 1, confirmedAt: 2 };
    const { client: dynamodb, name: TableName } = openTable('sekisho');
    const put = (userId: string, item: object) => {
      const Item = { ...credentialKey({ domain: 'Outside', userId }), ...item };
      return dynamodb.send(new PutCommand({ TableName, Item }));
    };
    await put('taro', { ...EMPTY_ITEM, g: 'taro of today', totp });
    await put('jiro', EMPTY_ITEM);
    await put('gone', { g: 'gone', deletedAt: 1 });
    const path = join(folder, 'outside.csv');
    const { exitCode, stdout } = await readiness(['--users', path], 'Outside');
    expect([exitCode, found(stdout)]).toEqual([
      1,
      ['noFactor 1', 'oneFactor 1', 'oneDevice 1', 'noRecoveryCode 2', 'oneLostPhone 1'],
    ]);
    expect(stdout).toContain('Outside lives in LDAP: 2 users are known here');
    expect(stdout).toContain('Not known: addresses that bounce (the addresses are in LDAP).');
    expect(readFileSync(path, 'utf8')).toContain('\r\ntaro,1,phone: totp,0,');
  });

  it('shows on a terminal how far it is', async () => {
    await put('somebody', {});
    const shown = await runCliOnTerminal(['readiness', '--local', '--domain', domain], port, []);
    expect(shown.stdout).toMatch(/\[#{30}\] 100 % {2}1 users/);
  });

  it.each([
    ['a domain that does not exist', ['--domain', 'nowhere'], 'There is no identity domain nowhere.'],
    ['a file that is no CSV', ['--users', 'out.txt'], '--users must be a .csv file.'],
  ])('refuses %s', async (_what, words, message) => {
    const refused = await runCli(['readiness', '--local', ...words], { port });
    expect([refused.exitCode, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain(message);
  });
});
