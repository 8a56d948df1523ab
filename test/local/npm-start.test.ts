import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedAws } from '../../local/aws/index.ts';
import { ROOT } from '../architecture/source-files.ts';
import { describeWith } from '../programs.ts';
import { type NpmStart, npmStart, npmStartToEnd } from './npm-start.ts';

const sh = promisify(execFile);
const scratch = mkdtempSync(join(tmpdir(), 'sekisho-start-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** One line for the person at the keyboard: a sentence and no call sites. */
function expectOneLine(output: string): void {
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(output).not.toMatch(/^\s+at /m);
}

/** The status of a request that names this host; `fetch` would name the true one. */
function statusFor({ url }: NpmStart, path: string, host: string): Promise<number | undefined> {
  return new Promise((done, failed) => {
    get(url + path, { headers: { host } }, (answer) => {
      answer.resume();
      done(answer.statusCode);
    }).once('error', failed);
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('npm start', () => {
  let service: NpmStart;
  beforeAll(async () => {
    service = await npmStart();
  });
  afterAll(() => service.interrupt());

  it('prints the ready line first and then three curl lines', () => {
    const lines = service.output().trim().split('\n');
    expect(lines[0]).toBe(`Sekisho is listening on ${service.url}`);
    expect(lines.filter((line) => line.startsWith('curl '))).toHaveLength(3);
  });

  describeWith(['curl'], 'the curl lines that it prints', () => {
    it('work when they are pasted into a shell', async () => {
      const lines = service
        .output()
        .split('\n')
        .filter((line) => line.startsWith('curl '));
      const answers: unknown[] = [];
      for (const line of lines) answers.push(JSON.parse((await sh('sh', ['-c', line])).stdout));
      expect(answers).toEqual([
        expect.objectContaining({ resultCode: '0', correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) }),
        [expect.objectContaining({ channel: 'email', to: 'alice@example.com' })],
        { secret_key: expect.stringMatching(/^[A-Z2-7]{32}$/) },
      ]);
    });
  });

  it('answers /health with 200', async () => {
    const answer = await fetch(`${service.url}/health`);
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('announces a name, to which browsers can bind a passkey', () => {
    expect(new URL(service.url).hostname).toBe('localhost');
  });

  it('listens on 127.0.0.1, on ::1 where the machine has it, and on no other address', async () => {
    const port = Number(new URL(service.url).port);
    const reach = (address: string) =>
      new Promise((done) => {
        const socket = connect(port, address, () => done(socket.destroy() && 'reached'));
        socket.once('error', () => done('refused'));
      });
    const own = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses);
    expect(own.map(({ address }) => address)).toContain('127.0.0.1');
    // One of a link needs the name of the link. 127.0.0.2 is listed nowhere, but leads to who listens on all addresses.
    const reachable = own.filter((address) => address.family === 'IPv4' || address.scopeid === 0);
    for (const address of ['127.0.0.2', ...reachable.map(({ address }) => address)]) {
      const expected = address === '127.0.0.1' || address === '::1' ? 'reached' : 'refused';
      expect([address, await reach(address)]).toEqual([address, expected]);
    }
  });

  it('takes no port that another program has on ::1, where a browser may look for localhost first', async (context) => {
    const other = createServer().listen(0, '::1');
    if ((await once(other, 'listening').catch(() => undefined)) === undefined) return context.skip('no ::1 here');
    const { port } = other.address() as AddressInfo;
    const { exitCode, output } = await npmStartToEnd([], { PORT: String(port) });
    other.close();
    expect([exitCode, output.trim()]).toEqual([1, `Port ${port} is in use; choose another one with PORT.`]);
  });

  it.each([
    ['a name that somebody leads here', 'evil.example'],
    ['such a name with our port', 'evil.example:PORT'],
    ['our address as a part of a name', '127.0.0.1.evil.example:PORT'],
    ['a name of this machine with another port', 'localhost:1'],
    ['a name of this machine without the port', 'localhost'],
    ['another address of this machine', '127.0.0.2:PORT'],
    ['a name with a user before it', 'localhost@evil.example:PORT'],
  ])('refuses a request that asks for %s', async (_what, host) => {
    const { port } = new URL(service.url);
    for (const path of ['/', '/health', '/local/inbox', '/local/aws', '/mfa/device', '/nowhere']) {
      expect(await statusFor(service, path, host.replace('PORT', port)), path).toBe(403);
    }
  });

  it('answers to each name of this machine, however it is written', async () => {
    const { port } = new URL(service.url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LocalHost:${port}`, `[::1]:${port}`]) {
      expect(await statusFor(service, '/health', host), host).toBe(200);
    }
  });

  it('refuses a port in use with one line', async () => {
    const { port } = new URL(service.url);
    const { exitCode, output } = await npmStartToEnd([], { PORT: port });
    expect(exitCode).toBe(1);
    expect(output.trim()).toBe(`Port ${port} is in use; choose another one with PORT.`);
  });
});

describe('npm start, asked for its health from the first moment on', () => {
  it('refuses the connection until it can answer, and then answers', async () => {
    const port = await freePort();
    const starting = npmStart([], { PORT: String(port) });
    const seen: string[] = [];
    while (seen.at(-1) !== '200') {
      seen.push(
        await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(2_000) }).then(
          ({ status }) => String(status),
          ({ name, cause }: Error) => (cause as { code?: string } | undefined)?.code ?? name,
        ),
      );
      await new Promise((wake) => setTimeout(wake, 20));
    }
    const service = await starting;
    await service.interrupt();
    expect([...new Set(seen)]).toEqual(['ECONNREFUSED', '200']);
  });
});

describe('npm start, ended with Ctrl-C', () => {
  it('ends at once, also while a client holds a connection', async () => {
    const service = await npmStart();
    const { hostname, port } = new URL(service.url);
    const idle = connect(Number(port), hostname);
    await new Promise((done) => idle.once('connect', done));
    const closed = new Promise((done) => idle.once('close', done));
    idle.on('error', () => undefined);
    const head = ['POST /oauth2/rest/resources/secretkey HTTP/1.1', `Host: ${hostname}:${port}`, 'Content-Length: 5'];
    idle.write(`${head.join('\r\n')}\r\n\r\n`);
    expect(await service.interrupt()).toBeLessThan(1_000);
    await closed;
  });
});

describe('npm start -- --data DIR', () => {
  it('keeps what was stored over a restart', async () => {
    const folder = join(scratch, 'data');
    const makeKey = async ({ url }: NpmStart): Promise<{ status: number; body: Record<string, string> }> => {
      const authorization = `Basic ${btoa('bob:bob-password')}`;
      const answer = await fetch(`${url}/oauth2/rest/resources/secretkey`, {
        method: 'POST',
        headers: { authorization },
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, string> };
    };
    const post = async ({ url }: NpmStart, operation: string, body: object): Promise<Record<string, string>> => {
      const headers = {
        authorization: `Basic ${btoa('demo-app:demo-app-secret')}`,
        'content-type': 'application/json',
      };
      const target = `${url}/oam/services/rest/auth/api/v1/mfa/${operation}`;
      const answer = await fetch(target, { method: 'POST', headers, body: JSON.stringify(body) });
      return (await answer.json()) as Record<string, string>;
    };

    const first = await npmStart(['--data', folder]);
    const { body } = await makeKey(first);
    const { generateSync } = await import('otplib');
    const asked = { appName: 'demo', userId: 'bob', deliveryChannel: 'totp' };
    const { correlationId } = await post(first, 'createOTP', asked);
    const otpCode = generateSync({ secret: body.secret_key ?? '' });
    expect(await post(first, 'validateOTP', { ...asked, correlationId, otpCode })).toMatchObject({ resultCode: '0' });
    await first.interrupt();

    const second = await npmStart(['--data', folder]);
    try {
      // A confirmed key is there, and its code stays spent.
      expect(await makeKey(second)).toMatchObject({ status: 409, body: { errorCode: 'SECRET_KEY_EXISTS' } });
      expect(await post(second, 'validateOTP', { ...asked, correlationId, otpCode })).toMatchObject({
        minorCode: 'OTP_REPLAYED',
      });
    } finally {
      await second.interrupt();
    }
  });

  it('says in one line that the folder cannot be written to', async () => {
    const file = join(scratch, 'a-file');
    writeFileSync(file, '');
    const { exitCode, output } = await npmStartToEnd(['--data', join(file, 'below')]);
    expect(exitCode).toBe(1);
    expectOneLine(output);
    expect(output).toContain(`The folder ${join(file, 'below')} cannot be written to.`);
  });

  it('says in one line that another service uses the folder', async () => {
    const folder = join(scratch, 'shared');
    const holder = await npmStart(['--data', folder]);
    try {
      const { exitCode, output } = await npmStartToEnd(['--data', folder]);
      expect(exitCode).toBe(1);
      expectOneLine(output);
      expect(output).toContain(`${folder} is in use by process`);
    } finally {
      await holder.interrupt();
    }
  });
});

describe('npm start of somebody who works with AWS', () => {
  it('keeps to its own AWS, whatever profile, endpoints and names the environment has', async () => {
    const service = await npmStart([], {
      AWS_PROFILE: 'work',
      AWS_SESSION_TOKEN: 'session',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9',
      KEY_ARN: 'arn:aws:kms:eu-west-1:111122223333:key/deployed',
    });
    try {
      const headers = { authorization: `Basic ${btoa('alice:alice-password')}` };
      const answer = await fetch(`${service.url}/oauth2/rest/resources/secretkey`, { method: 'POST', headers });
      expect(answer.status).toBe(200);
      expect(service.output()).not.toContain('credential');
    } finally {
      await service.interrupt();
    }
  });

  it('works on the AWS of AWS_ENDPOINT_URL and names no inbox, which is wherever that AWS has one', async () => {
    const other = await startEmbeddedAws();
    const service = await npmStart([], { AWS_ENDPOINT_URL: other.url });
    try {
      expect(service.output()).toContain('sign in as alice');
      expect(service.output()).not.toContain('inbox');
      const commands = service
        .output()
        .split('\n')
        .filter((line) => line.startsWith('curl'));
      expect(commands).toHaveLength(2);
      const { stdout } = await sh('bash', ['-c', commands[0] ?? 'false']);
      expect(JSON.parse(stdout)).toMatchObject({ resultCode: '0' });
      expect(other.inbox.list('alice@example.com')).toHaveLength(1);
      expect((await fetch(`${service.url}/local/inbox`)).status).toBe(404);
    } finally {
      await service.interrupt();
      await other.close();
    }
  });

  it('says in one line that the AWS of AWS_ENDPOINT_URL does not answer', async () => {
    const { exitCode, output } = await npmStartToEnd([], { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
    expect(exitCode).toBe(1);
    expectOneLine(output);
    expect(output).toContain('The AWS at http://127.0.0.1:9 cannot be used: connect ECONNREFUSED');
  });
});

describe('npm start with what it cannot use', () => {
  it('says in one line what PORT may be', async () => {
    const { exitCode, output } = await npmStartToEnd([], { PORT: 'http' });
    expect(exitCode).toBe(1);
    expect(output.trim()).toBe('PORT must be a number from 0 to 65535.');
  });

  it('says in one line which options there are', async () => {
    const { exitCode, output } = await npmStartToEnd(['--date', 'x']);
    expect(exitCode).toBe(1);
    expect(output.trim()).toBe('Usage: npm start [-- --data DIR]');
  });

  it('says in one line that Node is too old', async () => {
    const failed = await sh(...oldNode(), { cwd: ROOT }).catch((error: { code: number; stderr: string }) => error);
    expect(failed).toMatchObject({ code: 1 });
    expectOneLine(failed.stderr);
    expect(failed.stderr).toMatch(/^Sekisho needs Node 24 and this is v\d/);
  });
});

/** An older Node of this machine, if it has one, runs the start file; otherwise this one, told that it is 20. */
function oldNode(): [program: string, args: string[]] {
  const outside = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  for (const folder of outside) {
    const program = join(folder, 'node');
    const version = versionOf(program);
    if (version !== undefined && version < 24) return [program, ['local/start.mjs']];
  }
  const pretend =
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.0.0' } });" +
    "Object.defineProperty(process, 'version', { value: 'v20.0.0' });";
  return [process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, 'local/start.mjs']];
}

function versionOf(program: string): number | undefined {
  try {
    const text = execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return Number(/^v(\d+)/.exec(text)?.[1]);
  } catch {
    return undefined;
  }
}
