/**
 * The attacker has a page open in the browser of somebody who runs `npm start`, and lets the name of that page lead to
 * 127.0.0.1 (DNS rebinding). For the browser the local run is then the attacker's own origin: he reads the inbox with its
 * codes, the address of the embedded AWS and the whole table, and knows the passwords. The local run answers to the names
 * of this machine alone; and a page of another origin that does not hide can send it nothing.
 */
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import { type OtpClient, startClient } from '../http/client.ts';

let client: OtpClient;
let gateway: number;
let aws: number;
beforeAll(async () => {
  client = await startClient();
  gateway = Number(new URL(client.service.url).port);
  aws = Number(new URL(client.service.aws?.url ?? '').port);
});
afterAll(() => client.service.close());

const CONTROL = ['/local/reset', '/local/clock'];
const LOCAL = ['/', '/local/inbox', '/local/phone', '/local/aws', ...CONTROL, '/demo/sign-in', '/nothing'];
const ROUTES = Object.values(FUNCTIONS)
  .flat()
  .map(({ path }) => path.replace(/\{\w+\}/g, 'x'));

/** Not fetch(), which would not let us name another host in every case. */
function send(port: number, path: string, headers: Record<string, string>, method = 'GET'): Promise<string> {
  return new Promise((done, failed) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      answer.resume().on('end', () => done(`${answer.statusCode}`));
    });
    request.on('error', failed).end();
  });
}

const foreignHosts = (port: number) => [
  `evil.example:${port}`,
  'evil.example',
  `127.0.0.1.evil.example:${port}`,
  `localhost:${port + 1}`,
  `127.0.0.1@evil.example:${port}`,
  `0.0.0.0:${port}`,
];

describe('under a name of somebody else', () => {
  it.each([...LOCAL, ...ROUTES])('%s is answered with nothing', async (path) => {
    for (const host of foreignHosts(gateway)) expect(await send(gateway, path, { host }), host).toBe('403');
  });

  it('the embedded AWS does nothing', async () => {
    const before = client.service.aws?.requests.count();
    for (const host of foreignHosts(aws)) {
      const headers = { host, 'x-amz-target': 'DynamoDB_20120810.Scan', 'content-type': 'application/x-amz-json-1.0' };
      expect(await send(aws, '/', headers, 'POST'), host).toBe('403');
    }
    expect(client.service.aws?.requests.count()).toEqual(before);
  });
});

describe('a page of another origin', () => {
  it.each(['/local/inbox', '/local/aws', '/local/phone?user=alice', ...CONTROL])(
    'sends nothing to %s',
    async (path) => {
      for (const origin of ['https://evil.example', 'null', `http://localhost:${gateway + 1}`]) {
        expect(await send(gateway, path, { origin }, 'POST'), origin).toBe('403');
      }
    },
  );

  it('removes nothing with an address that a browser asks for without its origin', async () => {
    for (const path of CONTROL) expect(await send(gateway, path, {}, 'GET'), path).toMatch(/^(405|200)$/);
    expect(await send(gateway, '/local/reset', {}, 'HEAD')).toBe('405');
  });

  it('sends nothing to the embedded AWS', async () => {
    expect(await send(aws, '/', { origin: 'https://evil.example' }, 'POST')).toBe('403');
  });
});

it('answers to each name of this machine, as a browser writes it', async () => {
  for (const host of [`127.0.0.1:${gateway}`, `localhost:${gateway}`, `LOCALHOST:${gateway}`, `[::1]:${gateway}`]) {
    expect(await send(gateway, '/local/inbox', { host, origin: `http://${host}` }), host).toBe('200');
  }
});
