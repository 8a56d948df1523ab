import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readKeyRing } from '../../functions/adapters/dynamodb/key-ring.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { newPin, type OtpClient, SECRET_KEY, SETTINGS, startClient } from '../http/client.ts';
import { runCli, runCliOnTerminal } from './run-cli.ts';

const NEXT = 'He has no second factor yet: POST /oauth2/rest/resources/secretkey, then the code in Sekisho-OTP.';

let client: OtpClient;
let port: string;

beforeAll(async () => {
  client = await startClient();
  port = new URL(client.service.url).port;
});
afterAll(async () => {
  vi.useRealTimers();
  await client.service.close();
});

const PASSWORD = 'a long enough pass phrase';

function readSettings(as: string): Promise<number> {
  return client.call('GET', SETTINGS, { as }).then(({ status }) => status);
}

describe('sekisho admin create', () => {
  it('makes an administrator who can read the settings', async () => {
    // What stands in the shell of somebody who works with AWS does not lead elsewhere.
    const env = { AWS_PROFILE: 'work', AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9' };
    const made = await runCli(['admin', 'create', '--user', 'Root', '--local'], { port, env, input: `${PASSWORD}\n` });
    expect(made).toMatchObject({ exitCode: 0, stdout: `Administrator root of DefaultDomain was made.\n${NEXT}\n` });
    expect(await readSettings(`root:${PASSWORD}`)).toBe(200);
    const shown = await client.call('GET', '/mfa/v1/users/root', { as: 'admin:admin-password' });
    expect(shown.body).toMatchObject({ userId: 'root', groups: ['Administrators'] });
  });

  it('makes two, whose passwords are asked for one after the other, and says why in the record', async () => {
    const args = ['admin', 'create', '--user', 'first', '--user', 'second', '--reason', 'Ticket 4711', '--local'];
    const typed = [
      ['Password of first: ', PASSWORD],
      ['Again: ', PASSWORD],
      ['Password of second: ', `${PASSWORD}!`],
      ['Again: ', `${PASSWORD}!`],
    ] as const;
    const { stdout } = await runCliOnTerminal(args, port, typed);
    expect(stdout).toContain('Administrator first of DefaultDomain was made.\r\n');
    expect(stdout).toContain('Administrator second of DefaultDomain was made.\r\nThey have no second factor yet: ');
    expect(await readSettings(`first:${PASSWORD}`)).toBe(200);
    expect(await readSettings(`second:${PASSWORD}!`)).toBe(200);
    const path = '/mfa/v1/domains/DefaultDomain/audit?user=second&kind=administrator-created';
    const { body } = await client.call('GET', path, { as: 'admin:admin-password' });
    expect(body.records).toMatchObject([
      { phase: 'ended', outcome: 'done', reason: 'Ticket 4711', actor: { kind: 'operator' } },
      { phase: 'begun', reason: 'Ticket 4711' },
    ]);
  });

  it('makes who is not there yet, and says who is', async () => {
    const args = ['admin', 'create', '--user', 'third', '--user', 'alice', '--local'];
    const made = await runCli(args, { port, input: `${PASSWORD}\n${PASSWORD}\n` });
    expect([made.exitCode, made.stdout]).toEqual([2, `Administrator third of DefaultDomain was made.\n${NEXT}\n`]);
    expect(made.stderr).toContain('There is a user alice in DefaultDomain already, who stays as he is.');
  });

  it('says of the only administrator of a domain that nobody could help him, and is silent beside a second one', async () => {
    const body = { name: 'Alone' };
    const path = '/oam/services/rest/ssa/api/v1/oauthpolicyadmin/oauthidentitydomain';
    expect((await client.call('POST', path, { as: 'admin:admin-password', body })).status).toBe(200);
    const make = (name: string) =>
      runCli(['admin', 'create', '--user', name, '--domain', 'Alone', '--local'], { port, input: PASSWORD });
    expect((await make('root')).stdout).toContain(
      'root is the only administrator of Alone: when he loses his second factor, nobody can help him.',
    );
    expect((await make('deputy')).stdout).not.toContain('only administrator');
  });

  it('changes nothing of a user who exists', async () => {
    const again = await runCli(['admin', 'create', '--user', 'alice', '--local'], { port, input: `${PASSWORD}\n` });
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain('There is a user alice in DefaultDomain already, who stays as he is.');
    expect(await readSettings(`alice:${PASSWORD}`)).toBe(401);
  });

  it('asks on a terminal, twice, and shows nothing of what is typed', async () => {
    const args = ['admin', 'create', '--user', 'typed', '--local'];
    const typed = [
      ['Password: ', PASSWORD],
      ['Again: ', PASSWORD],
    ] as const;
    const { stdout } = await runCliOnTerminal(args, port, typed);
    expect(stdout).toBe(`Password: \r\nAgain: \r\nAdministrator typed of DefaultDomain was made.\r\n${NEXT}\r\n`);
    expect(await readSettings(`typed:${PASSWORD}`)).toBe(200);
  });

  it('makes nobody when the two passwords on the terminal differ, or Ctrl-C is pressed', async () => {
    const args = ['admin', 'create', '--user', 'nobody', '--local'];
    const differs = [
      ['Password: ', PASSWORD],
      ['Again: ', `${PASSWORD}!`],
    ] as const;
    expect((await runCliOnTerminal(args, port, differs)).stdout).toContain(
      'The two passwords differ; nothing was done.',
    );
    const stopped = await runCliOnTerminal(args, port, [['Password: ', '\u0003']]);
    expect(stopped.stdout).toContain('Stopped; nothing was done.');
    expect(stopped.exitCode).toBe(2);
    expect(await readSettings(`nobody:${PASSWORD}`)).toBe(401);
  });

  it.each([
    [
      'a short password',
      ['--user', 'x', '--local'],
      'only-eleven',
      'The password is not taken: at least 12 characters.',
    ],
    ['a password that many use', ['--user', 'x', '--local'], 'password1234', 'none that many people use'],
    ['a password of the README', ['--user', 'x', '--local'], 'admin-password', 'none that stands in the documents'],
    ['no name', ['--local'], PASSWORD, '--user must be a name'],
    ['one name for two', ['--user', 'x', '--user', 'X', '--local'], PASSWORD, 'two people with two names'],
    ['two names and one password', ['--user', 'x', '--user', 'y', '--local'], PASSWORD, 'at least 12 characters'],
    ['a reason of two lines', ['--user', 'x', '--reason', 'a\nb', '--local'], PASSWORD, '--reason must be one line'],
    ['a name with a colon', ['--user', 'a:b', '--local'], PASSWORD, '--user must be a name'],
    [
      'a domain that does not exist',
      ['--user', 'x', '--domain', 'nowhere', '--local'],
      PASSWORD,
      'no identity domain nowhere',
    ],
    ['no table', ['--user', 'x'], PASSWORD, 'Name the table with --table or TABLE_NAME'],
  ])('refuses %s', async (_what, args, input, message) => {
    const refused = await runCli(['admin', 'create', ...args], { port, input });
    expect([refused.exitCode, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain(message);
    expect(refused.stderr).not.toContain(input);
  });
});

describe('sekisho keys rotate', () => {
  it('adds a generation that becomes current in ten minutes; older secrets still open', async () => {
    const { generateSync } = await import('otplib');
    const { body } = await client.call('POST', SECRET_KEY, { as: 'alice:alice-password' });
    const secret = String(body.secret_key);
    const table = openTable(process.env.TABLE_NAME ?? '');
    expect(Object.keys((await readKeyRing(table))?.generations ?? {})).toHaveLength(1);

    const rotated = await runCli(['keys', 'rotate', '--local'], { port });
    expect(rotated).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rotated.stdout).toMatch(/^Generations in the key ring: 2\. The newest is current from \S+Z on\.\n$/);

    const activeFrom = Date.parse(/from (\S+) on/.exec(rotated.stdout)?.[1] ?? '');
    expect(activeFrom - Date.now()).toBeGreaterThan(9 * 60_000);
    vi.useFakeTimers({ toFake: ['Date'], now: activeFrom + 1 });

    const fresh = await newPin(client, 'bob');
    const pinAnswer = await client.validateOtp({
      userId: 'bob',
      correlationId: fresh.correlationId,
      otpCode: fresh.pin,
    });
    expect(pinAnswer.status).toBe(200);
    const { body: begun } = await client.createOtp({ userId: 'alice', deliveryChannel: 'totp' });
    const totp = {
      userId: 'alice',
      deliveryChannel: 'totp',
      correlationId: begun.correlationId,
      otpCode: generateSync({ secret }),
    };
    expect((await client.validateOtp(totp)).status).toBe(200);
  });

  it('needs the wrapping key', async () => {
    const env = { AWS_REGION: 'ap-northeast-1', AWS_ENDPOINT_URL: 'http://aws.invalid' };
    const refused = await runCli(['keys', 'rotate', '--table', 't'], { env });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('Name the wrapping key with --key or KEY_ARN.');
  });
});
