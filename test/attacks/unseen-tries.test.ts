/**
 * A help desk person gone bad raises himself, or opens what belongs to administrators; a thief has the password of an
 * administrator and tries codes. What they get is a refusal, and they try on the morrow, since nobody has seen it.
 * Guarantee: what somebody who administers tries to change and may not stands in the record, with the code of the refusal;
 * whoever administers nothing fills no record by trying.
 */
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordsOf } from '../http/audit-records.ts';
import { ADMIN, type OtpClient, SECRET_KEY, SETTINGS, startClient } from '../http/client.ts';
import { putUser } from '../http/put-user.ts';

const PASSWORD = 'nine bridges at dusk';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  await putUser({ userId: 'desk', groups: ['HelpDesk'] }, PASSWORD);
  await putUser({ userId: 'looker', groups: ['Auditors'] }, PASSWORD);
  await putUser({ userId: 'boss', groups: ['Administrators'] }, PASSWORD);
  await putUser({ userId: 'dora' }, PASSWORD);
});
afterAll(() => client.service.close());

const raise = (userId: string, headers = {}) =>
  client.call('PATCH', `/mfa/v1/users/${userId}`, {
    as: `${userId}:${PASSWORD}`,
    headers,
    body: { groups: ['Administrators'] },
  });

describe('a try that is refused', () => {
  it.each(['desk', 'looker'])('of %s to become an administrator is seen', async (userId) => {
    expect((await raise(userId)).body.code).toBe('ADMINISTRATOR_ONLY');
    const tries = (await recordsOf('user-changed')).filter((record) => record.userId === userId);
    expect(tries).toMatchObject([
      { phase: 'begun', actor: { kind: 'administrator', userId } },
      { phase: 'ended', outcome: 'refused', code: 'ADMINISTRATOR_ONLY' },
    ]);
    const { body } = await client.call('GET', `/mfa/v1/users/${userId}`, { as: ADMIN });
    expect(body.groups).not.toContain('Administrators');
  });

  it('with the password of an administrator alone, or with a guessed code, is seen', async () => {
    const made = await client.call('POST', SECRET_KEY, { as: `boss:${PASSWORD}` });
    const code = generateSync({ secret: String(made.body.secret_key) });
    expect((await raise('boss', { 'sekisho-otp': code })).status).toBe(200);
    const wrong = code === '000000' ? '000001' : '000000';
    expect([(await raise('boss')).status, (await raise('boss', { 'sekisho-otp': wrong })).status]).toEqual([403, 422]);
    const ends = (await recordsOf('user-changed')).filter(
      ({ userId, phase }) => userId === 'boss' && phase === 'ended',
    );
    expect(ends.map(({ outcome, code: reason }) => [outcome, reason])).toEqual([
      ['done', undefined],
      ['refused', 'SECOND_FACTOR_REQUIRED'],
      ['refused', 'OTP_INVALID'],
    ]);
  });

  it('names no field that was sent: what a refused call says is not read', async () => {
    const answer = await client.call('PUT', SETTINGS, { as: `desk:${PASSWORD}`, body: { 'marked secret': 1 } });
    expect([answer.status, answer.body.code]).toEqual([403, 'ADMINISTRATOR_ONLY']);
    expect(JSON.stringify(await recordsOf())).not.toContain('marked secret');
  });

  it('of somebody who administers nothing, or with a wrong password, is not recorded', async () => {
    const before = (await recordsOf()).length;
    expect((await raise('dora')).body.code).toBe('ADMINISTRATOR_ONLY');
    const guessed = await client.call('PUT', SETTINGS, { as: 'boss:wrong', body: {} });
    expect(guessed.status).toBe(401);
    expect(await recordsOf()).toHaveLength(before);
  });
});
