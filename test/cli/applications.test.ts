import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPLICATIONS } from '../http/applications.ts';
import { ADMIN, type OtpClient, startClient } from '../http/client.ts';
import { runCli } from './run-cli.ts';

let client: OtpClient;
let port: string;

beforeAll(async () => {
  client = await startClient();
  port = new URL(client.service.url).port;
});
afterAll(() => client.service.close());

const run = (...args: string[]) => runCli(['applications', ...args, '--local'], { port });
const shop = () => client.call('GET', `${APPLICATIONS}/shop`, { as: ADMIN });

describe('sekisho applications', () => {
  it('registers one, lists it and removes it', async () => {
    const urls = 'https://shop.example/back https://shop.example/other';
    const made = await run(
      'register',
      'shop',
      '--clients',
      'demo-app',
      '--return-urls',
      urls,
      '--rights',
      'receive-pins',
    );
    expect(made).toMatchObject({
      exitCode: 0,
      stdout: 'Application shop: the audience of its tokens is DefaultDomain/shop.\n',
    });
    expect((await shop()).body).toEqual({
      name: 'shop',
      domain: 'DefaultDomain',
      audience: 'DefaultDomain/shop',
      clients: ['demo-app'],
      returnUrls: urls.split(' '),
      rights: ['receive-pins'],
    });
    const listed = `shop\tDefaultDomain/shop\tdemo-app\treceive-pins\t${urls}\n`;
    expect((await run('list')).stdout).toContain(listed);
    expect((await run('remove', 'shop')).stdout).toBe('Application shop was removed.\n');
    expect((await shop()).status).toBe(404);
  });

  it.each([
    ['a client that is nobody', ['register', 'shop', '--clients', 'nobody'], 'Not every client is an account'],
    ['no client', ['register', 'shop'], 'clients'],
    [
      'an address that is none',
      ['register', 'shop', '--clients', 'demo-app', '--return-urls', 'shop.example'],
      'https://',
    ],
    ['a right that is none', ['register', 'shop', '--clients', 'demo-app', '--rights', 'all'], 'rights'],
    ['a name that is none', ['register', '<b>', '--clients', 'demo-app'], 'NAME must be'],
    [
      'a domain that is none',
      ['register', 'shop', '--clients', 'demo-app', '--domain', 'Nowhere'],
      'no identity domain',
    ],
    ['nothing to remove', ['remove', 'shop'], 'has no application shop'],
  ])('does nothing for %s', async (_what, args, told) => {
    const { exitCode, stderr } = await run(...args);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(told)]);
    expect((await shop()).status).toBe(404);
  });
});
