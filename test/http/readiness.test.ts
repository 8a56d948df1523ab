import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeBlocks } from '../docs/markdown.ts';
import { ADMIN, type Answer, type OtpClient, startClient } from './client.ts';

const DOMAINS = '/oam/services/rest/ssa/api/v1/oauthpolicyadmin/oauthidentitydomain';
const PASSWORD = 'nine bridges at dusk';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  await newDomain({ name: 'Branch' });
});
afterAll(() => client.service.close());

async function newDomain(body: object): Promise<void> {
  expect((await client.call('POST', DOMAINS, { as: ADMIN, body })).status).toBe(200);
}

async function put(userId: string, body: object, domain = 'Branch'): Promise<void> {
  const path = `/mfa/v1/users/${userId}?domain=${domain}`;
  expect((await client.call('PUT', path, { as: ADMIN, body })).status).toBe(200);
}

function readiness(query = '', as = ADMIN, domain = 'Branch'): Promise<Answer> {
  const home = as === ADMIN ? 'DefaultDomain' : 'Branch';
  const headers = { 'x-oauth-identity-domain-name': home };
  return client.call('GET', `/mfa/v1/domains/${domain}/readiness${query}`, { as, headers });
}

/** The program of docs/readiness.md, which adds up all parts. */
async function addedUp(limit: number): Promise<unknown> {
  const [{ code = '' } = {}] = codeBlocks('docs/readiness.md').filter(({ language }) => language === 'js');
  const file = join(mkdtempSync(join(tmpdir(), 'sekisho-readiness-')), 'readiness.mjs');
  writeFileSync(file, code.replaceAll('limit=500', `limit=${limit}`));
  const env = { SEKISHO: client.service.url, AUTHORIZATION: `Basic ${btoa(ADMIN)}` };
  const { stdout } = await promisify(execFile)(process.execPath, [file, 'Branch'], { env });
  rmSync(dirname(file), { recursive: true });
  return JSON.parse(stdout);
}

describe('the readiness of a domain', () => {
  beforeAll(async () => {
    await put('keeper', { groups: ['Administrators'], password: PASSWORD });
    await put('looker', { groups: ['Auditors'], password: PASSWORD, attributes: { mail: 'looker@example.com' } });
    await put('helper', { groups: ['HelpDesk'], password: PASSWORD });
    await put('hana', { attributes: { mobile: '+819012345678' } });
    await put('shop', { groups: ['OTPRestUserGroup'], password: PASSWORD });
  });

  const COUNTS = {
    people: 4,
    clients: 1,
    administrators: 1,
    found: {
      noFactor: 2,
      oneFactor: 2,
      oneDevice: 2,
      onlySmsOrEmail: 2,
      noRecoveryCode: 4,
      fewRecoveryCodes: 0,
      oneLostPhone: 1,
      administersWithoutFactor: 3,
    },
  };

  it('is counted in one part when the domain is small, and says nothing of addresses that bounce', async () => {
    expect(await readiness()).toMatchObject({ status: 200, body: COUNTS });
    expect((await readiness()).body).toStrictEqual(COUNTS);
  });

  it.each([1, 2, 500])('is the same when the program of the document adds up parts of %d', async (limit) => {
    const { found, ...counts } = COUNTS;
    expect(await addedUp(limit)).toEqual({ ...counts, ...found });
  });

  it.each([
    ['an administrator of the domain', 'keeper', 200],
    ['an auditor', 'looker', 200],
    ['the help desk', 'helper', 403],
    ['a client', 'shop', 403],
  ])('is answered to %s by %s: %d', async (_who, userId, status) => {
    expect((await readiness('', `${userId}:${PASSWORD}`)).status).toBe(status);
  });

  it('of another domain is nothing that an administrator or an auditor of this one may see', async () => {
    for (const userId of ['keeper', 'looker']) {
      const { status, body } = await readiness('', `${userId}:${PASSWORD}`, 'DefaultDomain');
      expect([status, body.code]).toEqual([403, 'ADMINISTRATOR_ONLY']);
    }
  });

  it.each([
    ['?limit=0', 'limit', 'a whole number from 1 to 500'],
    ['?limit=501', 'limit', 'a whole number from 1 to 500'],
    ['?cursor=%21', 'cursor', '`next` of the page before'],
  ])('refuses %s', async (query, field, expected) => {
    const { status, body } = await readiness(query);
    expect([status, body.errors]).toEqual([422, [{ field, expected }]]);
  });

  it('cannot be said of a domain that is not there, or whose people live in LDAP', async () => {
    expect((await readiness('', ADMIN, 'nowhere')).body.code).toBe('DOMAIN_UNKNOWN');
    const caPem = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----';
    const ldap = { urls: ['ldaps://nowhere.example'], caPem, baseDn: 'dc=x', bindSecretId: 'sekisho/ldap/corporate' };
    await newDomain({ name: 'Outside', identityStore: { kind: 'ldap', ldap } });
    expect((await readiness('', ADMIN, 'Outside')).body.code).toBe('DIRECTORY_READ_ONLY');
  });
});
