import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { newPin, type OtpClient, startClient } from '../http/client.ts';
import { runCli } from './run-cli.ts';

let client: OtpClient;
const lines: string[] = [];

beforeAll(async () => {
  process.env.LOG_LEVEL = 'info';
  client = await startClient();
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await client.service.close();
});

it('sekisho log pseudonym says what the lines of a user carry, for each generation of the key', async () => {
  await newPin(client, 'alice');
  const { user } = JSON.parse(lines.at(-1) ?? '{}') as { user?: string };
  const port = new URL(client.service.url).port;
  const ask = (name: string) => runCli(['log', 'pseudonym', '--user', name, '--local'], { port });
  expect(await ask('Alice')).toMatchObject({ exitCode: 0, stdout: `${user}\n` });
  await runCli(['keys', 'rotate', '--local'], { port });
  const [newest, first] = (await ask('alice')).stdout.split('\n');
  expect(first).toBe(user);
  expect(newest).not.toBe(user);
  expect((await ask('')).exitCode).toBe(2);
});
