/**
 * The attacker dresses what a person is asked to agree to: a direction override turns the name of the payee around, line
 * breaks push the true amount off the screen, invisible characters hide a second text, and each door (a session, a push,
 * the push machine, a device's name) may be the one that forgot to look. Or the token is bound to another text than the
 * one that was shown. All doors must refuse the same, and the hash must be over what was shown.
 */
import { createHash } from 'node:crypto';
import { decodeJwt, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StartPushEvent } from '../../functions/push/push-start/contract.ts';
import { ADMIN, type OtpClient, SETTINGS } from '../http/client.ts';
import { PREFERENCES, startClientWithFcm } from '../http/oma-client.ts';
import { enrolDevice, enrolmentCode, registration, tryPush } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';
import { sessionClient } from '../http/session-client.ts';

let client: OtpClient;
let sessions: ReturnType<typeof sessionClient>;
beforeAll(async () => {
  client = await startClientWithFcm();
  sessions = sessionClient(client);
  await client.settings({ PushMatchCode: false, ReturnUrls: sessions.returnUrl });
  await putUser({ userId: 'payer' }, 'payer-password');
  // Of whom no enrolment code was asked: these have a number in an hour.
  await putUser({ userId: 'buyer' }, 'buyer-password');
});
afterAll(() => client.service.close());

const DRESSED: readonly [what: string, text: string][] = [
  ['an override', 'Pay 1 yen to \u202eyrollaM\u202c'],
  ['an isolate', 'Pay 1 yen to \u2066x\u2069'],
  ['a direction mark', 'Pay 1\u200f yen'],
  ['line breaks', `Pay 1 yen${'\n'.repeat(20)}(Ref 4000000)`],
  ['a separator of lines', 'Pay 1 yen\u2028(Ref 4000000)'],
  ['zero-width blanks', 'Pay 1\u200b yen'],
  ['a control character', 'Pay\u0007 1 yen'],
  ['invisible tags', 'Pay 1 yen\u{e0034}\u{e0030}'],
  ['129 characters', 'x'.repeat(129)],
  ['blanks alone', ' \u3000 '],
];

describe.each(DRESSED)('a text with %s', (_what, text) => {
  it.each(['action', 'ip', 'location'])('is no %s of a session, of a push or of the push machine', async (field) => {
    const context = { [field]: text };
    const answers = [await sessions.start({ userId: 'payer', context }), await tryPush(client, 'payer', { context })];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(Array(2).fill([422, 'FIELD_INVALID']));
    const event = { domain: 'DefaultDomain', userId: 'payer', appName: 'demo', context };
    expect(StartPushEvent.safeParse(event).success).toBe(false);
  });

  it('is no name of a device, with a key or without', async () => {
    const code = await enrolmentCode(client, 'payer');
    const keys = await generateKeyPair('ES256', { extractable: true });
    const signed = await client.call('POST', '/mfa/v1/devices', {
      body: { registration: await registration(keys, { code, name: text }) },
    });
    expect([signed.status, signed.body.code]).toEqual([401, 'SIGNATURE_INVALID']);
    const body = { deviceName: text, platform: 'android', pushToken: 'token', enrolmentCode: code };
    const bare = await client.call('POST', PREFERENCES, { as: 'payer:payer-password', body });
    expect([bare.status, bare.body.minorCode]).toEqual([422, 'FIELD_INVALID']);
  });
});

describe('what the operator is called', () => {
  it.each(['a\u202eb', 'a\u2028b', 'a\u200bb'])('is not %j, on a page or in the subject of a mail', async (text) => {
    for (const name of ['PageName', 'EmailSubject_en', 'EmailText_en', 'SmsText_ja']) {
      const { status, body } = await client.call('PUT', SETTINGS, { as: ADMIN, body: { [name]: `${text} {pin}` } });
      expect([status, body.code], name).toEqual([422, 'FIELD_INVALID']);
    }
  });
});

it('the hash of an action is over the text that page and phone show, in its one spelling', async () => {
  const device = await enrolDevice(client, 'buyer');
  const action = '  Pay  10²\u3000yen to Cafe\u0301 ';
  const shown = 'Pay 10² yen to Café';
  await tryPush(client, 'buyer', { context: { action } });
  expect((await device.pull()).body.challenges).toEqual([expect.objectContaining({ context: { action: shown } })]);
  const id = await sessions.proven('totp', { userId: 'buyer', context: { action } });
  const { body } = await sessions.result(id);
  expect(decodeJwt(String(body.token)).action_hash).toBe(createHash('sha256').update(shown).digest('base64url'));
});

it('a browser with a long name is let in, and its name is cut', async () => {
  const userAgent = `Mozilla/5.0 ${'x'.repeat(400)}`;
  const { session } = await sessions.open({ userId: 'payer', context: { userAgent } });
  expect(session.context?.userAgent).toBe(userAgent.slice(0, 128));
});
