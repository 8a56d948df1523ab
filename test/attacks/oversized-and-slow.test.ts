/**
 * A stranger sends bodies that are too large, headers that are too long, deeply nested or half-finished requests, and
 * waits for the service to read them all, to fall over or to keep others waiting.
 */
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CLIENT, CREATE, type OtpClient, startClient } from '../http/client.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

const fields = { appName: 'demo', userId: 'alice', deliveryChannel: 'none' };

it.each([
  ['16 KB and one byte', 'x'.repeat(16 * 1024 + 1), 413],
  ['five megabytes', 'x'.repeat(5 * 1024 * 1024), 413],
  // Deeper than the reader's stack, which ends where each name is looked at: as unreadable as half a text.
  ['thousands of brackets', `${'['.repeat(8_000)}${']'.repeat(8_000)}`, 400],
  ['a number of thousands of digits', `{"appName":${'9'.repeat(8_000)}}`, 422],
  [
    'thousands of fields',
    JSON.stringify(Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`f${at}`, 1]))),
    422,
  ],
])('a body of %s is refused', async (_what, body, status) => {
  const answer = await client.call('POST', CREATE, { as: CLIENT, body });
  expect(answer.status).toBe(status);
  expect(JSON.stringify(answer.body).length, 'the refusal is no amplifier').toBeLessThan(60_000);
});

it('a body that is announced and never comes does not keep others waiting', async () => {
  const { port } = new URL(client.service.url);
  const waiting = request({ port, method: 'POST', path: CREATE, headers: { 'content-length': '100' } });
  waiting.on('error', () => undefined);
  waiting.write('{');
  const half = connect(Number(port), '127.0.0.1', () => half.write('POST / HTTP/1.1\r\nHost: x\r\nX-'));
  half.on('error', () => undefined);
  const answer = await client.createOtp(fields);
  expect(answer.status).toBe(200);
  waiting.destroy();
  half.destroy();
});

it.each([
  ['a line end in a header', 'POST /health HTTP/1.1\r\nHost: x\r\nauthorization: Basic a\rb\r\n\r\n'],
  ['two lengths', 'POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
  [
    'length and chunks (request smuggling)',
    'POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['a header of 20 KB', `GET /health HTTP/1.1\r\nHost: x\r\nx-a: ${'a'.repeat(20_000)}\r\n\r\n`],
])('%s ends the connection with a refusal', async (_what, raw) => {
  const { port } = new URL(client.service.url);
  const answer = await new Promise<string>((resolve) => {
    let text = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(raw));
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', () => resolve(text));
  });
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
});
