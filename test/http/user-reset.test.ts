import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, type Answer, type OtpClient, startClient } from './client.ts';
import { holdClock, pass } from './clock.ts';
import { messagesTo } from './enrolment-client.ts';
import { openPages } from './page-client.ts';
import { putUser } from './put-user.ts';
import { addKeyByReset, askForReset, HOUR_MS, lastMail, newOwner } from './reset-client.ts';

const REASON = { reason: 'Called from the number in his file' };
const HELP = 'helper:two lanterns';
let client: OtpClient;
beforeAll(async () => {
  client = await startClient();
  holdClock();
  await putUser({ userId: 'helper', groups: ['HelpDesk'] }, 'two lanterns');
  await putUser({ userId: 'second', groups: ['Administrators'] }, 'two lanterns');
});
afterAll(() => client.service.close());

const reset = (method: string, userId: string, as: string, path = ''): Promise<Answer> =>
  client.call(method, `/mfa/v1/users/${userId}/reset${path}`, {
    as,
    ...(method === 'POST' ? { body: REASON } : { headers: { 'sekisho-reason': 'He has found his phone' } }),
  });

describe('a reset that the help desk starts', () => {
  it('waits as long as any other, is told to its person, seen and recorded with its reason', async () => {
    const { userId, mail } = await newOwner(client);
    const started = await reset('POST', userId, HELP);
    expect([started.status, started.body.state, started.body.startedBy]).toEqual([201, 'waiting', 'help-desk']);
    expect(Date.parse(String(started.body.readyAt)) - Date.now()).toBe(24 * HOUR_MS);
    expect(lastMail(client, mail)).toContain('The help desk has started a reset');
    expect((await reset('GET', userId, HELP)).body).toEqual(started.body);
    expect((await reset('POST', userId, HELP)).body.code).toBe('RESET_STANDS');
    const records = await client.call('GET', `/mfa/v1/domains/DefaultDomain/audit?user=${userId}`, { as: ADMIN });
    const asked = (
      records.body.records as unknown as { kind: string; phase: string; outcome?: string; changed?: object }[]
    ).filter(({ kind }) => kind === 'reset-requested');
    // With the one that stood in the way.
    expect(asked.map(({ phase }) => phase).toSorted()).toEqual(['begun', 'begun', 'ended', 'ended']);
    expect(asked.find(({ outcome }) => outcome === 'done')?.changed).toMatchObject(REASON);
  });

  it('needs a reason, somebody who has a factor, and settings that know resets', async () => {
    await putUser({ userId: 'bare' }, 'a-password');
    expect((await reset('POST', 'bare', HELP)).body.code).toBe('FACTOR_NOT_ENROLLED');
    expect((await reset('POST', 'nobody-at-all', HELP)).body.code).toBe('USER_UNKNOWN');
    const { userId } = await newOwner(client);
    const without = await client.call('POST', `/mfa/v1/users/${userId}/reset`, { as: HELP, body: {} });
    expect(without.body.code).toBe('FIELD_MISSING');
    await client.settings({ ResetCoolOffHours: 0 });
    pass(60_000);
    expect((await reset('POST', userId, HELP)).body.code).toBe('RESET_DISABLED');
    await client.settings({});
    pass(60_000);
  });

  it('is ended by it, which its person is told, and then nothing is left of it', async () => {
    const { userId, mail } = await newOwner(client);
    expect((await reset('DELETE', userId, HELP)).body.code).toBe('RESET_UNKNOWN');
    await askForReset(client, userId);
    expect((await reset('DELETE', userId, HELP)).status).toBe(204);
    expect(lastMail(client, mail)).toContain('was stopped');
    expect((await reset('GET', userId, HELP)).status).toBe(404);
    pass(24 * HOUR_MS);
    expect((await addKeyByReset(await openPages(client, userId))).secret).toBe('');
  });
});

describe('the wait', () => {
  it('is ended by an administrator alone, who is told of by mail, and a factor can be added at once', async () => {
    const { userId, mail } = await newOwner(client);
    expect((await reset('POST', userId, ADMIN, '/shorten')).body.code).toBe('RESET_UNKNOWN');
    await askForReset(client, userId);
    expect((await reset('POST', userId, HELP, '/shorten')).body.code).toBe('ADMINISTRATOR_ONLY');
    const shortened = await reset('POST', userId, ADMIN, '/shorten');
    expect([shortened.status, shortened.body.state]).toEqual([200, 'ready']);
    expect(lastMail(client, mail)).toContain('An administrator has shortened the wait');
    expect((await addKeyByReset(await openPages(client, userId))).secret).not.toBe('');
  });

  it.each([HELP, 'second:two lanterns'])('needs a second person where the settings say so: %s', async (agrees) => {
    await client.settings({ BypassNeedsTwoPeople: true });
    pass(60_000);
    const { userId, mail } = await newOwner(client);
    await askForReset(client, userId);
    const sent = messagesTo(client, mail).length;
    const proposed = await reset('POST', userId, ADMIN, '/shorten');
    expect([proposed.body.state, proposed.body.shorteningProposedBy]).toEqual(['waiting', 'DefaultDomain/admin']);
    expect(messagesTo(client, mail)).toHaveLength(sent);
    expect((await reset('POST', userId, agrees, '/shorten')).body.state).toBe('ready');
    await client.settings({});
    pass(60_000);
  });
});
