/**
 * Somebody has the old password of a client, which the operator is changing without an outage: both count for a while. The
 * thief uses the old one after that time, after an administrator has ended it, for a person or an administrator whose
 * password was changed, or on a route of people; and he measures whether there is an old one. A changed password of a
 * person ends at once, and an old one of a client never outlives its time.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { scryptPasswords } from '../../functions/adapters/passwords/scrypt.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';
import { ADMIN, type Answer, CREATE, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { putUser } from '../http/put-user.ts';

const OLD = 'nine bridges at dusk';
const NEW = 'seven ferries at dawn';
const HOUR_MS = 60 * 60 * 1000;
/** What a function remembers of a client. */
const REMEMBERED_MS = 5 * 60 * 1000 + 1_000;

let client: OtpClient;
let clients = 0;
let name: string;

beforeAll(async () => {
  client = await startClient();
  holdClock();
});
afterAll(() => client.service.close());

beforeEach(async () => {
  name = `machine-${clients++}`;
  await putUser({ userId: name, groups: ['OTPRestUserGroup'], attributes: {}, verified: {} }, OLD);
});

function change(userId: string, body: object): Promise<Answer> {
  return client.call('PATCH', `/mfa/v1/users/${userId}`, { as: ADMIN, body });
}

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

/** A client is told that a user is unknown; nobody else is. */
async function calls(password: string): Promise<number> {
  const body = { appName: 'free', userId: 'nobody-there', deliveryChannel: 'email' };
  return (await client.call('POST', CREATE, { as: `${name}:${password}`, body })).status;
}

describe('the old password of a client', () => {
  it('counts beside the new one until its time, and then no more', async () => {
    const changed = await change(name, { password: NEW, previousPasswordUntil: inMs(HOUR_MS) });
    expect([changed.status, changed.body.previousPasswordUntil]).toEqual([200, inMs(HOUR_MS)]);
    expect([await calls(OLD), await calls(NEW)]).toEqual([404, 404]);
    pass(HOUR_MS);
    expect([await calls(OLD), await calls(NEW)]).toEqual([401, 404]);
  });

  it('ends when an administrator ends it, and with the next password', async () => {
    await change(name, { password: NEW, previousPasswordUntil: inMs(24 * HOUR_MS) });
    expect(await calls(OLD)).toBe(404);
    const ended = await change(name, { previousPasswordUntil: null });
    expect(ended.body.previousPasswordUntil).toBeNull();
    pass(REMEMBERED_MS);
    expect([await calls(OLD), await calls(NEW)]).toEqual([401, 404]);
    await change(name, { password: 'three lanterns at noon', previousPasswordUntil: inMs(HOUR_MS) });
    await change(name, { password: 'four lanterns at noon' });
    pass(REMEMBERED_MS);
    expect([await calls('three lanterns at noon'), await calls(NEW)]).toEqual([401, 401]);
  });

  it('is gone at once where nobody asked to keep it', async () => {
    await change(name, { password: NEW });
    expect([await calls(OLD), await calls(NEW)]).toEqual([401, 404]);
  });

  it.each([8 * 24 * HOUR_MS, 0, -HOUR_MS])('is not kept for %i ms', async (ms) => {
    const answer = await change(name, { password: NEW, previousPasswordUntil: inMs(ms) });
    expect([answer.status, answer.body.errors]).toEqual([
      422,
      [expect.objectContaining({ field: 'previousPasswordUntil' })],
    ]);
    expect(await calls(OLD)).toBe(404);
  });

  it('is not kept without a new one', async () => {
    expect((await change(name, { previousPasswordUntil: inMs(HOUR_MS) })).status).toBe(422);
  });

  it('signs nobody in as a person, although the client is one too', async () => {
    await putUser({ userId: name, groups: ['OTPRestUserGroup', 'Administrators'], attributes: {}, verified: {} }, OLD);
    await change(name, { password: NEW, previousPasswordUntil: inMs(HOUR_MS) });
    const asPerson = (password: string) => client.call('POST', SECRET_KEY, { as: `${name}:${password}` });
    const asAdministrator = (password: string) =>
      client.call('GET', '/mfa/v1/users/bob', { as: `${name}:${password}` });
    expect([(await asPerson(OLD)).status, (await asAdministrator(OLD)).status]).toEqual([401, 401]);
    expect([(await asAdministrator(NEW)).status, (await asPerson(NEW)).status]).toEqual([200, 200]);
  });

  it('is kept for no person', async () => {
    await putUser({ userId: 'person', groups: [], attributes: {}, verified: {} }, OLD);
    expect((await change('person', { password: NEW, previousPasswordUntil: inMs(HOUR_MS) })).status).toBe(422);
  });

  it('is one of two that are changed at the same moment: none is lost, the last one counts', async () => {
    const words = ['alpha rivers at dusk', 'bravo rivers at dusk', 'charlie rivers at dusk'];
    const answers = await Promise.all(
      words.map((password) => change(name, { password, previousPasswordUntil: inMs(HOUR_MS) })),
    );
    const done = words.filter((_word, at) => answers[at]?.status === 200);
    expect(done.length).toBeGreaterThan(0);
    expect(answers.every(({ status }) => status === 200 || status === 429)).toBe(true);
    const good = [];
    for (const word of words) if ((await calls(word)) === 404) good.push(word);
    expect(good.length).toBeGreaterThan(0);
    expect(done).toEqual(expect.arrayContaining(good));
  });
});

it('two passwords cost one derivation: a wrong one takes as long as where there is one', async () => {
  const hash = await scryptPasswords.hash(new Secret(OLD));
  const beside = await scryptPasswords.hash(new Secret(NEW), hash);
  const salted = (text: Secret<string>) => text.reveal().split('$').slice(0, 5);
  expect(salted(beside)).toEqual(salted(hash));
  const verify = (password: string, previous?: Secret<string>) =>
    scryptPasswords.verify(new Secret(password), beside, previous);
  expect([await verify(OLD, hash), await verify(NEW, hash), await verify('x', hash)]).toEqual([true, true, false]);
  expect(await verify(OLD)).toBe(false);
  const elsewhere = await scryptPasswords.hash(new Secret(OLD));
  expect(await verify(OLD, elsewhere), 'of another salt').toBe(false);
  const cpu = async (previous?: Secret<string>) => {
    const started = process.cpuUsage();
    await verify('wrong', previous);
    const { user, system } = process.cpuUsage(started);
    return user + system;
  };
  await cpu(hash);
  const [one, two] = [await cpu(), await cpu(hash)];
  expect(two / one).toBeLessThan(1.7);
});
