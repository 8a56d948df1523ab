import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import type { AuditRecord } from '../../functions/core/audit/record.ts';
import { recordsOf } from '../http/audit-records.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { runCli } from './run-cli.ts';

let client: OtpClient;
let port: string;
let folder: string;

beforeAll(async () => {
  client = await startClient();
  port = new URL(client.service.url).port;
  folder = mkdtempSync(join(tmpdir(), 'sekisho-audit-'));
  for (const user of ['alice', 'bob', 'alice']) await client.unlock(user);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await client.service.close();
});

const today = () => new Date().toISOString().slice(0, 10);
const audit = (...args: string[]) => runCli(['audit', ...args, '--local'], { port });
const keyOf = (sequence: number) => ({
  pk: `AUDIT#DefaultDomain#${today()}`,
  sk: String(sequence).padStart(8, '0'),
});

describe('sekisho audit export', () => {
  it('prints each record as it stands, the oldest first', async () => {
    const { exitCode, stdout } = await audit('export');
    expect(exitCode).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as AuditRecord)).toEqual(await recordsOf());
    expect(lines).toHaveLength(6);
  });

  it('of days without records is empty, and a day that is none is refused', async () => {
    expect(await audit('export', '--from', '2020-01-01', '--to', '2020-01-03')).toMatchObject({
      exitCode: 0,
      stdout: '',
    });
    expect((await audit('export', '--from', 'monday')).exitCode).toBe(2);
  });
});

describe('sekisho audit verify', () => {
  it('says that a record is whole', async () => {
    const { exitCode, stdout } = await audit('verify', '--from', today());
    expect([exitCode, stdout]).toEqual([0, '6 records of DefaultDomain on 1 days: whole.\n']);
  });

  it('names what was changed, and what was cut off when it has an export to compare with', async () => {
    const file = join(folder, 'kept.jsonl');
    writeFileSync(file, (await audit('export')).stdout);
    expect((await audit('verify', '--against', file)).exitCode).toBe(0);
    const { client: table, name: TableName } = openTable('sekisho');
    const forged = { UpdateExpression: 'SET userId = :other', ExpressionAttributeValues: { ':other': 'mallory' } };
    await table.send(new UpdateCommand({ TableName, Key: keyOf(3), ...forged }));
    await table.send(new DeleteCommand({ TableName, Key: keyOf(6) }));
    const { exitCode, stdout } = await audit('verify', '--from', today(), '--against', file);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('record 3: its content is not what was hashed');
    expect(stdout).toContain('record 6: is not what the export says');
    expect(stdout).toContain('5 records of DefaultDomain on 1 days: 2 faults.');
  });

  it('refuses a file that is no export', async () => {
    const file = join(folder, 'other.jsonl');
    writeFileSync(file, 'no record\n');
    expect((await audit('verify', '--against', file)).exitCode).toBe(2);
  });
});

describe('what commands do', () => {
  it('is recorded with the operator of the machine as its actor', async () => {
    await runCli(['admin', 'create', '--user', 'Root', '--local'], { port, input: 'a long enough pass phrase\n' });
    expect(await recordsOf('administrator-created')).toMatchObject([
      { phase: 'begun', userId: 'root', actor: { kind: 'operator', userId: expect.any(String) } },
      { phase: 'ended', outcome: 'done' },
    ]);
    await runCli(['admin', 'create', '--user', 'Root', '--local'], { port, input: 'a long enough pass phrase\n' });
    expect((await recordsOf('administrator-created')).at(-1)).toMatchObject({ outcome: 'refused' });
    const people = join(folder, 'people.csv');
    writeFileSync(people, 'userId,mail\nichiro,ichiro@example.com\n');
    await runCli(['users', 'import', people, '--local'], { port });
    expect(await recordsOf('users-imported')).toMatchObject([
      { phase: 'begun' },
      { phase: 'ended', changed: { users: '1', rejected: '0' } },
    ]);
    await runCli(['keys', 'rotate', '--key', process.env.KEY_ARN ?? '', '--local'], { port });
    expect((await recordsOf('key-generation-added')).at(-1)).toMatchObject({ outcome: 'done' });
  });
});
