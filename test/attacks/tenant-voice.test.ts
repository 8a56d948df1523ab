/**
 * The administrator of a tenant (an identity domain besides the default one) speaks in the name of the operator: he puts
 * a text of his own into the messages that leave from the operator's address, calls the pages by another name, sends
 * without a bound at the operator's cost, moves the gateway, forgets the record, or lists an issuer whose word opens
 * accounts. All of that is set by administrators of the default domain, and what they have set for a tenant cannot be
 * lost by leaving it out.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settingsStore } from '../../functions/adapters/dynamodb/remembered-identity-domains.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { OPERATORS_SETTINGS } from '../../functions/core/settings/operators-settings.ts';
import { ADMIN, type Answer, type OtpClient, startClient } from '../http/client.ts';
import { putUser } from '../http/put-user.ts';
import { DOMAINS, inDomain } from '../http/token-client.ts';

const PASSWORD = 'nine bridges at dusk';
const SETTINGS = '/mfa/v1/domains/Tenant/settings';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  expect((await client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Tenant' } })).status).toBe(200);
  await putUser({ userId: 'boss', groups: ['Administrators'] }, PASSWORD, 'Tenant');
});
afterAll(() => client.service.close());
beforeEach(() => byOperator({}));

function byTenant(body: unknown, path = SETTINGS, method = 'PUT'): Promise<Answer> {
  return client.call(method, path, { as: `boss:${PASSWORD}`, headers: inDomain('Tenant'), body });
}

async function byOperator(map: object): Promise<void> {
  expect((await client.call('PUT', SETTINGS, { as: ADMIN, body: map })).status).toBe(200);
}

async function settingOf(name: string): Promise<unknown> {
  const { body } = await client.call('GET', SETTINGS, { as: ADMIN });
  return (body[name] as unknown as { value: unknown } | undefined)?.value;
}

const OTHER_VALUES: Readonly<Record<string, unknown>> = {
  EmailSubject_en: 'Your invoice is overdue',
  EmailText_en: 'Dear customer, pay us. Ref {pin}',
  SmsText_en: 'Dear customer, pay us. Ref {pin}',
  EmailSubject_ja: '請求書',
  EmailText_ja: 'お支払いください {pin}',
  SmsText_ja: 'お支払いください {pin}',
  PageName: 'Some Bank',
  PageLogo: 'data:image/png;base64,AAAA',
  HelpDeskName: 'Bank Support',
  HelpDeskPhone: '0120-000-000',
  HelpDeskAddress: 'https://attacker.example/',
  UmsClientUrl: 'https://attacker.example/',
  MaxSendAttempts: 0,
  SendWindowSeconds: 60,
  NewAddressSendsPerDay: 0,
  DomainSendsPerDay: 1_000_000,
  ClientRequestsPerMinute: 1_000_000,
  AuditRetentionDays: 1,
};

describe('the administrator of a tenant', () => {
  it('is tried below with every setting of the operator', () => {
    expect(Object.keys(OTHER_VALUES).toSorted()).toEqual([...OPERATORS_SETTINGS].toSorted());
  });

  it.each(OPERATORS_SETTINGS)(
    'cannot set %s, for the domain or for one application, and is told which field it is',
    async (name) => {
      for (const key of [name, `shop.${name}`]) {
        for (const method of ['PUT', 'PATCH']) {
          const answer = await byTenant({ MaxPins: 3, [key]: OTHER_VALUES[name] }, SETTINGS, method);
          expect([answer.status, answer.body.code]).toEqual([403, 'ADMINISTRATOR_ONLY']);
          expect(answer.body.errors).toEqual([{ field: key, expected: expect.stringContaining('default domain') }]);
        }
      }
      expect(await settingOf('MaxPins')).toBe(5);
    },
  );

  it('cannot choose the preset that sends without a bound, and can choose a stricter one', async () => {
    const answer = await byTenant({ Preset: 'oam' });
    expect([answer.status, answer.body.errors]).toEqual([403, [expect.objectContaining({ field: 'Preset' })]]);
    expect((await byTenant({ Preset: 'aal2' })).status).toBe(200);
  });

  it('loses nothing that the operator has set by leaving it out, nor by sending it as it stands', async () => {
    await byOperator({ PageName: 'Tenant of the operator', MaxSendAttempts: 2, MaxPins: 4 });
    expect((await byTenant({ MaxPins: 3 })).status).toBe(200);
    expect([await settingOf('PageName'), await settingOf('MaxSendAttempts'), await settingOf('MaxPins')]).toEqual([
      'Tenant of the operator',
      2,
      3,
    ]);
    expect((await byTenant({ PageName: 'Tenant of the operator', PinLength: 8 })).status).toBe(200);
    expect([await settingOf('PageName'), await settingOf('MaxSendAttempts')]).toEqual(['Tenant of the operator', 2]);
    expect((await byTenant({ MaxSendAttempts: 5 })).status, 'not even the default').toBe(403);
  });

  it('cannot bring back the default of what the operator has set, and changes the rest one by one', async () => {
    await byOperator({ MaxSendAttempts: 2, MaxPins: 4 });
    const answer = await byTenant({ MaxPins: null, MaxSendAttempts: null }, SETTINGS, 'PATCH');
    expect([answer.status, answer.body.errors]).toEqual([403, [expect.objectContaining({ field: 'MaxSendAttempts' })]]);
    expect([await settingOf('MaxSendAttempts'), await settingOf('MaxPins')]).toEqual([2, 4]);
    expect((await byTenant({ MaxPins: null, PinLength: 8 }, SETTINGS, 'PATCH')).status).toBe(200);
    expect([await settingOf('MaxSendAttempts'), await settingOf('MaxPins'), await settingOf('PinLength')]).toEqual([
      2, 5, 8,
    ]);
  });

  it('keeps what he had set before it was the operator’s, readable and in force, whatever the rules are now', async () => {
    const store = settingsStore(openTable('sekisho'), 'DefaultDomain');
    const old = { SmsText_en: 'See shop.example {pin}', MaxPins: 4 };
    expect(await store.replace('Tenant', old, (await store.read('Tenant'))?.version ?? 0)).toBe('replaced');
    expect((await byTenant({ MaxPins: 3 })).status).toBe(200);
    expect([await settingOf('SmsText_en'), await settingOf('MaxPins')]).toEqual(['See shop.example {pin}', 3]);
  });

  it('undoes nothing that the operator sets at the same moment', async () => {
    await Promise.all([
      byOperator({ MaxSendAttempts: 1 }),
      ...Array.from({ length: 4 }, (_, at) => byTenant({ MaxPins: at + 1 })),
    ]);
    expect(await settingOf('MaxSendAttempts')).toBe(1);
  });

  it('writes nothing that was decided on what stood there before', async () => {
    const store = settingsStore(openTable('sekisho'), 'DefaultDomain');
    const seen = await store.read('Tenant');
    await byOperator({ MaxSendAttempts: 1 });
    expect(await store.replace('Tenant', { MaxPins: 3 }, seen?.version ?? 0)).toBe('blocked');
    expect(await settingOf('MaxSendAttempts')).toBe(1);
  });

  it('cannot list an issuer whose tokens are taken, or remove one', async () => {
    const issuers = [{ issuer: 'https://attacker.example', audience: 'sekisho' }];
    for (const trustedIssuers of [issuers, []]) {
      const answer = await byTenant({ trustedIssuers }, `${DOMAINS}?name=Tenant`);
      expect([answer.status, answer.body.minorCode]).toEqual([403, 'ADMINISTRATOR_ONLY']);
      expect(answer.body.message).toContain('trustedIssuers');
    }
    expect((await byTenant({ description: 'Ours' }, `${DOMAINS}?name=Tenant`)).status).toBe(200);
  });
});
