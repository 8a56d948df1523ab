/**
 * On a machine of several users the attacker listens on the port of `npm start` and says, as it would, where its AWS is:
 * at his own place. `sekisho admin create --local` would then send the hash of a new administrator's password there and
 * say that it was made. The command believes a run that shows the key of this user's own run, and nobody else.
 */
import { createHmac } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { type OtpClient, startClient } from '../http/client.ts';

const home = mkdtempSync(join(tmpdir(), 'sekisho-home-'));
let client: OtpClient;
let rogue: Server | undefined;
beforeAll(async () => {
  vi.stubEnv('HOME', home);
  client = await startClient();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));
afterEach(() => {
  rogue?.close();
  rogue = undefined;
});

const keyFile = (port: number | string) => join(home, '.sekisho', `local-${port}.key`);

const create = (port: number | string) =>
  runCli(['admin', 'create', '--user', 'root', '--local'], { port: String(port), input: 'nine bridges at dusk\n' });

/** A listener that answers like a run, and keeps what its "AWS" is asked. */
async function listen(proofOf: (nonce: string, answer: string) => Promise<string> | string) {
  const asked: string[] = [];
  rogue = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    if (url.pathname !== '/local/aws') {
      asked.push(url.pathname);
      response.end('{}');
      return;
    }
    const own = `http://${request.headers.host}`;
    const answer = JSON.stringify({ AWS_ENDPOINT_URL: own, AWS_REGION: 'ap-northeast-1', TABLE_NAME: 'sekisho' });
    response.setHeader('sekisho-proof', await proofOf(url.searchParams.get('nonce') ?? '', answer));
    response.end(answer);
  });
  await new Promise<void>((done) => rogue?.listen(0, '127.0.0.1', done));
  return { port: (rogue.address() as AddressInfo).port, asked };
}

async function refuses(port: number, asked: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await create(port);
  expect([exitCode, stdout, asked]).toEqual([2, '', []]);
  expect(stderr).toMatch(/is no local run of this user; nothing was sent to it|not a file that this user alone writes/);
}

it('a listener without a proof is sent nothing', async () => {
  const { port, asked } = await listen(() => '');
  await refuses(port, asked);
});

it('a listener that asks the true run for its proof is sent nothing', async () => {
  const relayed = async (nonce: string) => {
    const answer = await fetch(`${client.service.url}/local/aws?nonce=${nonce}`);
    return answer.headers.get('sekisho-proof') ?? '';
  };
  const { port, asked } = await listen(relayed);
  // Not even where a run of this user was before on that port.
  mkdirSync(join(home, '.sekisho'), { recursive: true });
  writeFileSync(keyFile(port), 'an older key', { mode: 0o600 });
  await refuses(port, asked);
});

it.each([
  ['others may write', (path: string) => chmodSync(path, 0o666)],
  [
    'is a link',
    (path: string) => {
      renameSync(path, `${path}.elsewhere`);
      symlinkSync(`${path}.elsewhere`, path);
    },
  ],
])('a key that %s is no proof, even of somebody who knows it', async (_what, dress) => {
  const { port, asked } = await listen((nonce, answer) =>
    createHmac('sha256', 'planted').update(`${nonce}\n${answer}`).digest('base64url'),
  );
  writeFileSync(keyFile(port), 'planted', { mode: 0o600 });
  dress(keyFile(port));
  await refuses(port, asked);
});

it('the run of this user is believed; its key is for him alone and ends with it', async () => {
  const port = new URL(client.service.url).port;
  expect(statSync(keyFile(port)).mode & 0o777).toBe(0o600);
  expect(await create(port)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('was made') });
  await client.service.close();
  expect(() => statSync(keyFile(port))).toThrow('ENOENT');
});
