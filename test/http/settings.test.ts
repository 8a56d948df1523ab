import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, type Answer, type OtpClient, SETTINGS, startClient } from './client.ts';
import { holdClock, pass } from './clock.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  holdClock();
});
afterAll(() => client.service.close());
afterEach(() => client.settings({}));

type Line = { value: unknown; default: unknown; source: string; effect?: string; reason?: string };

function put(map: unknown): Promise<Answer> {
  return client.call('PUT', SETTINGS, { as: ADMIN, body: map });
}

async function read(): Promise<Record<string, Line>> {
  return (await client.call('GET', SETTINGS, { as: ADMIN })).body as unknown as Record<string, Line>;
}

describe('the settings of a domain', () => {
  it('are taken as texts too, as OAM has them', async () => {
    const body = { TotpTimeWindow: '3', Email_Enabled: 'true', 'demo.MaxPins': '2' };
    const answer = await client.call('PUT', SETTINGS, { as: ADMIN, body });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect(answer.body).toMatchObject({ TotpTimeWindow: { value: 3 }, Email_Enabled: { value: true } });
    expect(answer.body['demo.MaxPins']).toMatchObject({ value: 2 });
    await client.call('PUT', SETTINGS, { as: ADMIN, body: {} });
  });

  it('show each value, its default and where it came from', async () => {
    await client.settings({ MaxAttempts: 7, 'app1.ValidateAnyPin': true, 'my.app.MaxPins': 2 });
    const lines = await read();
    expect(lines.MaxAttempts).toEqual({ value: 7, default: 10, source: 'domain' });
    expect(lines.MaxPins).toEqual({ value: 5, default: 5, source: 'preset standard' });
    expect(lines['app1.ValidateAnyPin']).toEqual({ value: true, default: false, source: 'application app1' });
    expect(lines['my.app.MaxPins']).toEqual({ value: 2, default: 5, source: 'application my.app' });
    expect(lines.Preset).toEqual({ value: 'standard', default: 'standard', source: 'default' });
  });

  it('keep and list the names of OAM that mean nothing here, with the reason', async () => {
    await client.settings({ PushProxyHost: 'proxy', PushProxyPort: 80, UseUdmStore: true });
    const lines = await read();
    for (const name of ['PushProxyHost', 'PushProxyPort', 'UseUdmStore']) {
      expect(lines[name]).toMatchObject({ effect: 'none', source: 'domain', reason: expect.stringMatching(/\.$/) });
    }
  });

  it.each([
    [{ MaxAttempt: 3 }, 'FIELD_UNKNOWN', 'MaxAttempt'],
    [{ 'app1.Nothing': 3 }, 'FIELD_UNKNOWN', 'app1.Nothing'],
    [{ '.MaxPins': 3 }, 'FIELD_UNKNOWN', '.MaxPins'],
    [{ 'app1.Preset': 'aal2' }, 'FIELD_UNKNOWN', 'app1.Preset'],
    [{ MaxAttempts: 101 }, 'FIELD_INVALID', 'MaxAttempts'],
    [{ MaxAttempts: -1 }, 'FIELD_INVALID', 'MaxAttempts'],
    [{ MaxAttempts: 1.5 }, 'FIELD_INVALID', 'MaxAttempts'],
    [{ MaxAttempts: 'three' }, 'FIELD_INVALID', 'MaxAttempts'],
    [{ ValidateAnyPin: 'yes' }, 'FIELD_INVALID', 'ValidateAnyPin'],
    [{ PinChars: '0' }, 'FIELD_INVALID', 'PinChars'],
    [{ PinChars: '00123456789' }, 'FIELD_INVALID', 'PinChars'],
    [{ DefaultCountry: 'XX' }, 'FIELD_INVALID', 'DefaultCountry'],
    [{ UmsClientUrl: 'http://gateway.example' }, 'FIELD_INVALID', 'UmsClientUrl'],
    [{ SmsText_en: 'no code in here' }, 'FIELD_INVALID', 'SmsText_en'],
    [{ EmailText_ja: '{pin} https://example.com' }, 'FIELD_INVALID', 'EmailText_ja'],
    [{ Preset: 'best' }, 'FIELD_INVALID', 'Preset'],
    [{ Preset: 'aal2', ValidateAnyPin: true }, 'FIELD_INVALID', 'ValidateAnyPin'],
    [{ Preset: 'aal2', Email_Enabled: true }, 'FIELD_INVALID', 'Email_Enabled'],
    [{ Preset: 'aal2', 'app1.MaxPins': 2 }, 'FIELD_INVALID', 'app1.MaxPins'],
  ])('refuse %j and say which entry', async (map, code, field) => {
    await client.settings({ MaxAttempts: 9 });
    const answer = await put(map);
    expect([answer.status, answer.body.code]).toEqual([422, code]);
    expect(answer.body.errors).toEqual([{ field, expected: expect.stringMatching(/\w/) }]);
    expect((await read()).MaxAttempts?.value, 'nothing of it is kept').toBe(9);
  });

  it.each(['PUT', 'PATCH'])('refuse what GET shows, and say that %s takes the values alone', async (method) => {
    const shown = await read();
    const { status, body } = await client.call(method, SETTINGS, { as: ADMIN, body: { MaxPins: shown.MaxPins } });
    const expected = expect.stringMatching(/value alone.*GET/);
    expect([status, body.code, body.errors]).toEqual([422, 'FIELD_INVALID', [{ field: 'MaxPins', expected }]]);
  });

  it('name every fault of a map at once', async () => {
    const { body } = await put({ MaxAttempts: 999, MaxPins: 0 });
    expect((body.errors as unknown as { field: string }[]).map(({ field }) => field)).toEqual([
      'MaxAttempts',
      'MaxPins',
    ]);
  });

  it('take effect within 30 seconds without a restart', async () => {
    await client.createOtp({ userId: 'alice', deliveryChannel: 'email' });
    await client.settings({ 'demo.PinLength': 12, 'demo.PinChars': 'ABCDEFGHKM' });
    pass(30_000);
    const { body } = await client.createOtp({ userId: 'alice' });
    expect(body.minorCode).toMatch(/^[ABCDEFGHKM]{12}$/);
    const other = await client.createOtp({ userId: 'alice', appName: 'other' });
    expect(other.body.minorCode).toMatch(/^\d{6}$/);
  });

  it('of a domain that does not exist are not found', async () => {
    for (const method of ['GET', 'PUT']) {
      const answer = await client.call(method, '/mfa/v1/domains/Elsewhere/settings', {
        as: ADMIN,
        ...(method === 'PUT' && { body: {} }),
      });
      expect([answer.status, answer.body.code]).toEqual([404, 'DOMAIN_UNKNOWN']);
    }
  });
});

describe('one setting at a time', () => {
  const patch = (body: unknown, headers: Record<string, string> = {}) =>
    client.call('PATCH', SETTINGS, { as: ADMIN, body, headers });

  it('changes what is named and leaves the rest', async () => {
    await client.settings({ MaxAttempts: 7, 'app1.ValidateAnyPin': true });
    const { status, body } = await patch({ MaxPins: 2 });
    expect(status).toBe(200);
    const after = (await read()) as unknown as Record<string, Line>;
    expect(body).toEqual(after);
    expect([after.MaxPins, after.MaxAttempts?.value, after['app1.ValidateAnyPin']?.value]).toEqual([
      { value: 2, default: 5, source: 'domain' },
      7,
      true,
    ]);
  });

  it('brings back the default for null, and takes a null for a setting that nobody set', async () => {
    await client.settings({ MaxAttempts: 7, MaxPins: 2, 'app1.MaxPins': 1 });
    expect((await patch({ MaxAttempts: null, 'app1.MaxPins': null, PinLength: null })).status).toBe(200);
    const lines = await read();
    expect([lines.MaxAttempts?.source, lines.MaxPins?.value, lines['app1.MaxPins']]).toEqual([
      'preset standard',
      2,
      undefined,
    ]);
  });

  it.each([
    [{ MaxAttempt: null }, 'FIELD_UNKNOWN', 'MaxAttempt'],
    [{ 'app1.Preset': null }, 'FIELD_UNKNOWN', 'app1.Preset'],
    [{ constructor: null }, 'FIELD_UNKNOWN', 'constructor'],
    [{ MaxAttempt: 3 }, 'FIELD_UNKNOWN', 'MaxAttempt'],
    [{ MaxAttempts: 101 }, 'FIELD_INVALID', 'MaxAttempts'],
    [{ Preset: 'aal2' }, 'FIELD_INVALID', 'MaxPins'],
    [{ MaxAttempts: { value: 3 } }, 'FIELD_INVALID', 'MaxAttempts'],
    [[], 'FIELD_INVALID', 'body'],
  ])('refuses %j and changes nothing', async (map, code, field) => {
    await client.settings({ MaxPins: 4 });
    const { status, body } = await patch(map);
    expect([status, body.code, (body.errors as unknown as { field: string }[])[0]?.field]).toEqual([422, code, field]);
    expect((await read()).MaxPins?.value).toBe(4);
  });

  it('is recorded with what it changed, old and new', async () => {
    await client.settings({ MaxPins: 4 });
    await patch({ MaxPins: 3 });
    const { body } = await client.call('GET', '/mfa/v1/domains/DefaultDomain/audit?limit=10', { as: ADMIN });
    const [newest] = body.records as unknown as { changed?: unknown }[];
    expect(newest?.changed).toEqual({ MaxPins: '{"from":4,"to":3}' });
  });

  it.each(['PATCH', 'PUT'])('with If-Match loses nothing that another administrator wrote: %s', async (method) => {
    await client.settings({ MaxPins: 4 });
    const seen = (await client.call('GET', SETTINGS, { as: ADMIN })).headers.get('etag') ?? '';
    expect(seen).toMatch(/^"[\w-]+"$/);
    const send = (body: unknown, tag: string) =>
      client.call(method, SETTINGS, { as: ADMIN, body, headers: { 'if-match': tag } });
    const mine = await send({ MaxPins: 3 }, seen);
    const theirs = await send({ PinLength: 7 }, seen);
    expect([mine.status, theirs.status, theirs.body.code]).toEqual([200, 412, 'CHANGED_MEANWHILE']);
    expect((await read()).PinLength?.value).not.toBe(7);
    for (const tag of [`W/${mine.headers.get('etag')}`, '', 'x', '"x", W/"y"']) {
      expect((await send({ PinLength: 7 }, tag)).status, tag).toBe(412);
    }
    expect((await send({ MaxPins: 2 }, `"x", ${mine.headers.get('etag')}`)).status).toBe(200);
    expect((await send({ MaxPins: 4 }, '*')).status).toBe(200);
    expect((await client.call('GET', SETTINGS, { as: ADMIN })).headers.get('etag'), 'same again').toBe(seen);
  });

  it('by two at once lose neither change', async () => {
    await client.settings({});
    const names = ['MaxPins', 'PinLength', 'MaxAttempts', 'MaxSendAttempts'];
    expect((await Promise.all(names.map((name) => patch({ [name]: 5 })))).map(({ status }) => status)).toEqual([
      200, 200, 200, 200,
    ]);
    const lines = await read();
    expect(names.map((name) => lines[name]?.source)).toEqual(names.map(() => 'domain'));
  });
});

describe('a switched-off factor', () => {
  it.each([
    ['Email_Enabled', 'email'],
    ['Sms_Enabled', 'sms'],
    ['Totp_Enabled', 'totp'],
  ])('%s=false refuses the channel %s', async (name, deliveryChannel) => {
    await client.settings({ [name]: false });
    pass(31_000);
    const { status, body } = await client.createOtp({ userId: 'alice', deliveryChannel });
    expect([status, body.minorCode]).toEqual([422, 'FACTOR_DISABLED']);
  });

  it('SMS is one under aal2 for a user who has nothing else', async () => {
    await client.settings({ Preset: 'aal2' });
    pass(31_000);
    const sms = await client.createOtp({ userId: 'alice', deliveryChannel: 'sms' });
    const email = await client.createOtp({ userId: 'alice', deliveryChannel: 'email' });
    expect([sms.body.minorCode, email.body.minorCode]).toEqual(['FACTOR_DISABLED', 'FACTOR_DISABLED']);
  });
});
