/**
 * Factors stand in several items, and what may be done to one depends on the others: the last one cannot be removed, and
 * a password alone adds one only where there is none. Two calls at the same moment each see the other factor still
 * there, or not yet there. A person with two tabs then removes both of his, and is left with nothing; somebody with a
 * stolen password adds two devices where he might add one.
 */
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamodbDevices } from '../../functions/adapters/dynamodb/devices.ts';
import { dynamodbFactorLeases } from '../../functions/adapters/dynamodb/factor-leases.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { register } from '../http/applications.ts';
import { ADMIN, type OtpClient, SECRET_KEY } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { PREFERENCES, startClientWithFcm } from '../http/oma-client.ts';
import { openPages, type PageBrowser } from '../http/page-client.ts';
import { enrolDevice } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';

let client: OtpClient;
let users = 0;

beforeAll(async () => {
  client = await startClientWithFcm();
  await register(client, ['strict']);
  holdClock();
  await client.settings({ PushMatchCode: false, 'strict.SmsNeedsOtherFactor': true });
  pass(31_000);
});
afterAll(() => client.service.close());

interface Person {
  readonly userId: string;
  readonly secret: string;
}

async function newPerson(attributes: Record<string, string> = {}): Promise<Person> {
  users += 1;
  const userId = `person-${users}`;
  await putUser({ userId, attributes }, 'a-password');
  const { body } = await client.call('POST', SECRET_KEY, { as: `${userId}:a-password` });
  const person = { userId, secret: String(body.secret_key) };
  const { correlationId } = (await client.createOtp({ userId, deliveryChannel: 'totp' })).body;
  const confirmed = await client.validateOtp({ userId, correlationId, deliveryChannel: 'totp', otpCode: now(person) });
  expect(confirmed.status).toBe(200);
  return person;
}

function now({ secret }: Person): string {
  return generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
}

/** A tab in which the person has proven that it is he. */
async function proven(person: Person, appName = 'demo'): Promise<PageBrowser> {
  const browser = await openPages(client, person.userId, { purpose: 'enrol', appName });
  pass(30_000);
  await browser.post('totp', { act: 'check', code: now(person) });
  return browser;
}

/** The methods that the person has now, by the steps that remove them. */
async function left(browser: PageBrowser): Promise<string[]> {
  const page = await (await browser.get()).text();
  return [...new Set([...page.matchAll(/\/(remove-[\w-]+)"/g)].map(([, step = '']) => step))];
}

async function factorsOf({ userId }: Person): Promise<string[]> {
  const { body } = await client.call('GET', `/mfa/v1/users/${userId}/factors`, { as: ADMIN });
  return (body as unknown as { factors: { kind: string; usable: boolean }[] }).factors.map(({ kind }) => kind);
}

describe('removing factors at the same moment', () => {
  it.each([2, 3])('in %i tabs, each another one, leaves the last one', async (count) => {
    const person = await newPerson({ mail: 'two@example.com', ...(count === 3 ? { mobile: '+819012345678' } : {}) });
    const tabs: PageBrowser[] = [];
    for (let tab = 0; tab < count; tab++) tabs.push(await proven(person));
    const [first = expect.fail('no tab')] = tabs;
    const steps = await left(first);
    expect(steps).toHaveLength(count);
    await Promise.all(tabs.map((tab, at) => tab.post(steps[at] ?? '', { act: 'remove' })));
    expect((await factorsOf(person)).length).toBeGreaterThanOrEqual(1);
  });

  it('with many clicks removes each phone, and not what is left then', async () => {
    const person = await newPerson();
    for (let phone = 0; phone < 3; phone++) await enrolDevice(client, person.userId);
    const tab = await proven(person);
    for (let round = 0; round < 6; round++) {
      const phones = (await left(tab)).filter((step) => step !== 'remove-totp');
      await Promise.all(phones.flatMap((step) => [0, 1].map(() => tab.post(step, { act: 'remove' }))));
    }
    expect(await left(tab)).toEqual(['remove-totp']);
    await Promise.all([0, 1, 2].map(() => tab.post('remove-totp', { act: 'remove' })));
    expect(await factorsOf(person)).toEqual(['totp']);
  });

  it('goes on after a removal that broke on its way', async () => {
    const person = await newPerson({ mail: 'broke@example.com' });
    const user = { domain: 'DefaultDomain', userId: person.userId };
    expect(await dynamodbFactorLeases(openTable('sekisho')).acquire(user, Date.now())).not.toBe('busy');
    const tab = await proven(person);
    pass(60_000);
    expect((await tab.post('remove-email', { act: 'remove' })).headers.get('location')).toContain('removed=yes');
  });
});

it('an authenticator stays while the only other factor needs it', async () => {
  const person = await newPerson({ mobile: '+819012345678' });
  const tab = await proven(person, 'strict');
  expect(await left(tab)).toEqual(['remove-totp', 'remove-sms']);
  await tab.post('remove-totp', { act: 'remove' });
  expect(await left(tab)).toContain('remove-totp');
  await tab.post('remove-sms', { act: 'remove' });
  expect(await left(tab)).toEqual(['remove-totp']);
});

it('a password alone adds one device, however many calls come at the same moment', async () => {
  await putUser({ userId: 'bare' }, 'a-password');
  // From a network that the user is known in, so that the guard of passwords lets all of them through.
  await client.call('POST', SECRET_KEY, { as: 'bare:a-password' });
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, at) =>
      client.call('POST', PREFERENCES, {
        as: 'bare:a-password',
        body: { deviceName: 'Phone', platform: 'android', pushToken: `token-${at}` },
      }),
    ),
  );
  const codes = answers.map(({ status, body }) => (status === 200 ? 'registered' : body.minorCode));
  expect(codes.filter((code) => code === 'registered')).toHaveLength(1);
  for (const code of codes) expect(['registered', 'FACTOR_BOUND', 'TOO_MANY_REQUESTS']).toContain(code);
  const user = { domain: 'DefaultDomain', userId: 'bare' };
  expect(await dynamodbDevices(openTable('sekisho')).listAll(user)).toHaveLength(1);
});
