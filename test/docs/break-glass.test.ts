/** Walks docs/break-glass.md with its own commands, as somebody with rights in the AWS account and nothing else. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { credentialKey } from '../../functions/adapters/dynamodb/credential-item.ts';
import { dynamodbDirectory } from '../../functions/adapters/dynamodb/directory.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { ROOT } from '../architecture/source-files.ts';
import { ADMIN, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { describeWith } from '../programs.ts';
import { shellBlocks } from './shown-commands.ts';

const PASSWORD = 'a lantern on the river';
const DOMAIN = 'DefaultDomain';
const [breakGlass, makeKey, look, unlock, makeAnew, close, verify] = shellBlocks('docs/break-glass.md').map(
  ({ code }) => code,
);

let client: OtpClient;
/** Of the authenticator apps, by the names of their owners. */
const keys = new Map<string, string>();

beforeAll(async () => {
  client = await startClient();
  for (const userId of ['root', 'deputy']) {
    const body = { groups: ['Administrators'], password: PASSWORD };
    expect((await client.call('PUT', `/mfa/v1/users/${userId}`, { as: ADMIN, body })).status).toBe(200);
    keys.set(userId, String((await client.call('POST', SECRET_KEY, { as: `${userId}:${PASSWORD}` })).body.secret_key));
    expect((await get(userId)).status).toBe(200);
  }
  expect((await client.call('DELETE', '/mfa/v1/users/admin', { as: ADMIN })).status).toBe(204);
  await stopForGood('deputy');
  keys.delete('root');
});
afterAll(async () => {
  vi.useRealTimers();
  await client.service.close();
});

/** The hundredth wrong code. */
async function stopForGood(userId: string): Promise<void> {
  const { client: dynamodb, name: TableName } = openTable('sekisho');
  const ExpressionAttributeValues = { ':many': 100, ':now': Date.now() };
  const UpdateExpression = 'SET failures = :many, streak = :many, lastAttemptAt = :now';
  const Key = credentialKey({ domain: DOMAIN, userId });
  await dynamodb.send(new UpdateCommand({ TableName, Key, UpdateExpression, ExpressionAttributeValues }));
}

/** A code that was not used yet: the clock goes on to the next one. */
function nextCode(userId: string): string {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30_000 });
  return generateSync({ secret: keys.get(userId) ?? '' });
}

function get(userId: string) {
  const headers = { 'sekisho-otp': nextCode(userId) };
  return client.call('GET', '/mfa/v1/users/root', { as: `${userId}:${PASSWORD}`, headers });
}

/** What an operator types: the commands of one block, with the passwords that they ask for. */
async function type(block: string | undefined, by?: string) {
  const code = by === undefined ? '' : nextCode(by);
  const script = (block ?? 'false')
    .replaceAll('https://sekisho.example.com', client.service.url)
    .replaceAll(/-u (\w+)/g, `-u "$1:${PASSWORD}" --fail-with-body`)
    .replaceAll(/^npx sekisho (admin create .*)$/gm, `node bin/cli.mjs $1 <<< '${PASSWORD}'`)
    .replaceAll('npx sekisho', 'node bin/cli.mjs');
  const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd: ROOT,
    env: { ...process.env, TABLE_NAME: 'sekisho', CODE: code },
  });
  let shown = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
    });
  }
  const [status] = await once(child, 'close');
  return { status, shown };
}

describeWith(['curl'], 'docs/break-glass.md', () => {
  it('begins where nobody can administer: one has lost his phone, the other one is stopped', async () => {
    expect((await client.call('GET', '/mfa/v1/users/root', { as: `root:${PASSWORD}` })).body.code).toBe(
      'SECOND_FACTOR_REQUIRED',
    );
    expect((await get('deputy')).body.code).toBe('USER_LOCKED');
  });

  it('makes an administrator with the rights of the account, and gives him a factor', async () => {
    expect(await type(breakGlass)).toMatchObject({ status: 0, shown: expect.stringContaining('glass') });
    const { status, shown } = await type(makeKey);
    expect(status, shown).toBe(0);
    keys.set('glass', JSON.parse(shown).secret_key);
    const looked = await type(look, 'glass');
    expect(looked.status, looked.shown).toBe(0);
    expect(JSON.parse(looked.shown)).toMatchObject({ administrators: 3 });
  });

  it('lets in again who was stopped, and makes anew who has lost his phone', async () => {
    expect(await type(unlock, 'glass')).toMatchObject({ status: 0 });
    expect((await get('deputy')).status).toBe(200);
    const anew = await type(makeAnew, 'glass');
    expect(anew.status, anew.shown).toBe(0);
    keys.set('root', String((await client.call('POST', SECRET_KEY, { as: `root:${PASSWORD}` })).body.secret_key));
    expect((await get('root')).status).toBe(200);
  });

  it('closes the door: the helper is gone, the chain of records is whole, and two can administer', async () => {
    const closed = await type(close, 'deputy');
    expect(closed.status, closed.shown).toBe(0);
    const directory = dynamodbDirectory(openTable('sekisho'), { forDomain: async () => ({}) });
    expect(await directory.find({ domain: DOMAIN, userId: 'glass' })).toBeUndefined();
    vi.useRealTimers();
    const verified = await type(verify);
    expect(verified.status, verified.shown).toBe(0);
  });

  it('leaves the reason, and the operator, in the record', async () => {
    const path = `/mfa/v1/domains/${DOMAIN}/audit?kind=administrator-created&user=glass`;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 600_000 });
    const headers = { 'sekisho-otp': nextCode('deputy') };
    const { body } = await client.call('GET', path, { as: `deputy:${PASSWORD}`, headers });
    expect(body.records).toMatchObject([
      { phase: 'ended', outcome: 'done', reason: expect.stringContaining('Ticket 4711'), actor: { kind: 'operator' } },
      { phase: 'begun', reason: expect.stringContaining('Ticket 4711') },
    ]);
  });
});
