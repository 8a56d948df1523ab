import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { recordsOf } from './audit-records.ts';
import { bypassCodesOf, enterBypassCode, makeBypassCode } from './bypass-client.ts';
import { ADMIN, type Answer, type OtpClient, startClient } from './client.ts';
import { holdClock, pass } from './clock.ts';
import { cancelCodes, messagesTo, sayNotMe } from './enrolment-client.ts';
import { putProfile, putUser } from './put-user.ts';

const MINUTE_MS = 60_000;
const HELPER = 'helper:helper-password';
const SECOND = 'second:second-password';
const AUDITOR = 'auditor:auditor-password';
let client: OtpClient;
let user = '';
let made = 0;

beforeAll(async () => {
  client = await startClient();
  holdClock();
  await putUser({ userId: 'helper', groups: ['HelpDesk'] }, 'helper-password');
  await putUser({ userId: 'second', groups: ['HelpDesk'] }, 'second-password');
  await putUser({ userId: 'auditor', groups: ['Auditors'] }, 'auditor-password');
});
afterAll(async () => {
  vi.useRealTimers();
  await client.service.close();
});
beforeEach(async () => {
  user = `lost-${made++}`;
  const phone = `+8190555${String(10_000 + made)}`;
  await putProfile({ userId: user, attributes: { mail: `${user}@example.com`, mobile: phone } });
});

/** What was set stays for the next test, and is known everywhere after a quarter of a minute. */
async function set(map: Record<string, unknown>): Promise<void> {
  await client.settings(map);
  pass(15_000);
}

const make = (body: object = {}, as = HELPER) => makeBypassCode(client, user, { body, as });
const list = async (as = AUDITOR) =>
  (await client.call('GET', bypassCodesOf(user), { as })).body.bypassCodes as unknown as readonly Record<
    string,
    unknown
  >[];
const approve = (codeId: string | undefined, as = SECOND): Promise<Answer> =>
  client.call('POST', `${bypassCodesOf(user)}/${codeId}/approval`, { as });
const end = (as = HELPER): Promise<Answer> =>
  client.call('DELETE', bypassCodesOf(user), { as, headers: { 'sekisho-reason': 'Not needed any more' } });

describe('a code of the help desk', () => {
  it('is told once, to nobody but its maker, and works once within the hour', async () => {
    const { status, body, headers } = await make();
    expect([status, headers.get('cache-control')]).toEqual([201, 'no-store']);
    expect(body.code).toMatch(/^[0-9]{10}$/);
    expect(Date.parse(String(body.expiresAt)) - Date.parse(String(body.madeAt))).toBe(60 * MINUTE_MS);
    expect(JSON.stringify(await list())).not.toContain(body.code);
    expect(await enterBypassCode(user, String(body.code))).toBe('accepted');
    expect(await enterBypassCode(user, String(body.code))).toBe('OTP_REPLAYED');
    expect(await list()).toMatchObject([{ usesLeft: 0, usable: false }]);
  });

  it('is shown with who made it and why, to auditors too', async () => {
    const { body } = await make({ reason: '  Came  to the desk with his passport' });
    expect(await list()).toEqual([
      {
        codeId: body.codeId,
        reason: 'Came to the desk with his passport',
        madeBy: 'DefaultDomain/helper',
        madeAt: body.madeAt,
        expiresAt: body.expiresAt,
        usesLeft: 1,
        approved: true,
        usable: true,
      },
    ]);
  });

  it('is recorded with its maker and his reason, and without its digits', async () => {
    const { body } = await make({ reason: 'Ticket 4711' });
    const records = (await recordsOf('bypass-code-made')).filter(({ userId }) => userId === user);
    expect(records).toMatchObject([
      { phase: 'begun', actor: { userId: 'helper' }, reason: 'Ticket 4711' },
      { phase: 'ended', outcome: 'done', reason: 'Ticket 4711', changed: { codeId: body.codeId, uses: '1' } },
    ]);
    expect(JSON.stringify(records)).not.toContain(body.code);
  });

  it('is announced to its user by mail and by text message, without the code but with what ends it', async () => {
    const { body } = await make();
    const messages = [
      ...messagesTo(client, `${user}@example.com`),
      ...messagesTo(client, `+8190555${String(10_000 + made)}`),
    ];
    expect(messages).toHaveLength(2);
    for (const { text } of messages) {
      expect(text).not.toContain(body.code);
      expect(text).toMatch(/[0-9A-Z]{5}-[0-9A-Z]{5}/);
    }
  });

  it('takes the place of the one before, also of one that is half used', async () => {
    await set({ BypassCodeMaxUses: 2 });
    const [first, second] = [(await make({ uses: 2 })).body, (await make()).body];
    expect(await enterBypassCode(user, String(first.code))).toBe('OTP_INVALID');
    expect(await enterBypassCode(user, String(second.code))).toBe('accepted');
    expect(await list()).toMatchObject([{ codeId: second.codeId }]);
  });

  it('ends when it is ended, and cannot be ended twice', async () => {
    const { body } = await make();
    expect((await end()).status).toBe(204);
    expect(await list()).toEqual([]);
    expect(await enterBypassCode(user, String(body.code))).toBe('FACTOR_NOT_ENROLLED');
    expect((await end()).body.code).toBe('BYPASS_CODE_UNKNOWN');
  });

  it('is over when its time is, and is still shown for a day', async () => {
    const { body } = await make({ minutes: 5 });
    pass(5 * MINUTE_MS);
    expect(await enterBypassCode(user, String(body.code))).toBe('OTP_EXPIRED');
    expect(await list()).toMatchObject([{ usable: false }]);
  });

  it('is ended by its user, with what the message brought and nothing else', async () => {
    const { body } = await make();
    const [cancel = ''] = cancelCodes(client, `${user}@example.com`);
    expect((await sayNotMe(client, 'AAAAA-AAAAA')).status).not.toBe(200);
    expect((await sayNotMe(client, cancel)).status).toBe(200);
    expect(await enterBypassCode(user, String(body.code))).toBe('FACTOR_NOT_ENROLLED');
    expect(await list()).toEqual([]);
  });
});

describe('what a help desk asks for', () => {
  it.each([{ reason: '' }, { reason: 'a\nb' }, { reason: 'x'.repeat(201) }, { reason: undefined }, { uses: 0 }])(
    'is refused without a reason that can be read, or with numbers that are none: %j',
    async (body) => {
      expect((await make(body)).status).toBe(422);
      expect(await list()).toEqual([]);
    },
  );

  it('stays within the settings, which the answer names', async () => {
    await set({ BypassCodeMaxMinutes: 30 });
    const long = await make({ minutes: 31 });
    expect([long.status, long.body.detail]).toEqual([422, expect.stringContaining('30 (BypassCodeMaxMinutes)')]);
    const often = await make({ uses: 2 });
    expect(often.body.detail).toContain('1 (BypassCodeMaxUses)');
    const { body } = await make();
    expect(Date.parse(String(body.expiresAt)) - Date.parse(String(body.madeAt))).toBe(30 * MINUTE_MS);
  });

  it('is as long as the settings say', async () => {
    await set({ BypassCodeLength: 20 });
    const { body } = await make();
    expect(body.code).toMatch(/^[0-9]{20}$/);
    expect(await enterBypassCode(user, String(body.code))).toBe('accepted');
  });

  it('needs a user who is there', async () => {
    const { status, body } = await makeBypassCode(client, 'nobody-at-all', { as: HELPER });
    expect([status, body.code]).toEqual([404, 'USER_UNKNOWN']);
  });

  it('is made ten times an hour for one user, and no more', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 11; n++) statuses.push((await make()).status);
    expect(statuses).toEqual([...Array(10).fill(201), 429]);
    pass(60 * MINUTE_MS);
    expect((await make()).status).toBe(201);
  });
});

describe('where two people are needed', () => {
  beforeEach(() => set({ BypassNeedsTwoPeople: true }));

  it('a code works when a second person has agreed, and not before', async () => {
    const { body } = await make();
    expect(await enterBypassCode(user, String(body.code))).toBe('BYPASS_NOT_APPROVED');
    expect(await list()).toMatchObject([{ approved: false, usable: false }]);
    const approved = await approve(body.codeId);
    expect([approved.status, approved.body.approvedBy]).toEqual([200, 'DefaultDomain/second']);
    expect(await list()).toMatchObject([{ approved: true, approvedBy: 'DefaultDomain/second', usable: true }]);
    expect(await enterBypassCode(user, String(body.code))).toBe('accepted');
  });

  it('the second person may say it twice; a third one has nothing to agree to', async () => {
    const { body } = await make();
    expect([(await approve(body.codeId)).status, (await approve(body.codeId)).status]).toEqual([200, 200]);
    expect((await approve(body.codeId, ADMIN)).body.code).toBe('BYPASS_CODE_UNKNOWN');
  });

  it('a code that was replaced, is over or never was cannot be agreed to', async () => {
    const { body: replaced } = await make();
    const { body } = await make();
    expect((await approve(replaced.codeId)).body.code).toBe('BYPASS_CODE_UNKNOWN');
    expect((await approve('x')).body.code).toBe('BYPASS_CODE_UNKNOWN');
    pass(60 * MINUTE_MS);
    expect((await approve(body.codeId)).body.code).toBe('BYPASS_CODE_UNKNOWN');
  });

  it('a code stays without effect when the settings change before somebody agrees', async () => {
    const { body } = await make();
    await set({});
    expect(await enterBypassCode(user, String(body.code))).toBe('BYPASS_NOT_APPROVED');
    await set({ BypassCodes_Enabled: false });
    expect((await approve(body.codeId)).body.code).toBe('FACTOR_DISABLED');
  });
});
