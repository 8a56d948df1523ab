import { describe, expect, it } from 'vitest';
import { DOMAIN_DEFAULTS } from '../../../../functions/core/identity-domains/identity-domain.ts';
import { announceChange } from '../../../../functions/core/notices/announce-change.ts';
import type { DeliveryOutcome, Message } from '../../../../functions/core/ports/courier.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';

/** 2026-11-22T12:00:00Z. */
const NOW_MS = 1_795_348_800_000;
const ACCOUNT = { userId: 'alice', groups: [], language: 'en', attributes: { mail: 'alice@example.com' } };

function courier(answer: () => Promise<DeliveryOutcome> = async () => 'delivered') {
  const sent: Message[] = [];
  const deliver = (message: Message): Promise<DeliveryOutcome> => {
    sent.push(message);
    return answer();
  };
  return { sent, deps: { clock: () => NOW_MS, courier: { deliver }, domains: { find: async () => undefined } } };
}

describe('announceChange', () => {
  it('tells who, what and when, under the name of the operator', async () => {
    const { sent, deps } = courier();
    const settings = resolveSettings({ PageName: 'Example {user} Bank' });
    await announceChange(deps, settings, ACCOUNT, { change: 'added', factor: 'totp', domain: 'Staff' });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ channel: 'email', to: 'alice@example.com' });
    expect(sent[0]?.subject).toBe('Example {user} Bank: your sign-in methods have changed');
    expect(sent[0]?.text).toContain(
      'User: alice (Staff)\nAdded: authenticator app\nTime: November 22, 2026 at 9:00 PM Japan Standard Time',
    );
  });

  it('names the domain as people know it, by mail with what it is for', async () => {
    const { sent, deps } = courier();
    const domain = {
      ...DOMAIN_DEFAULTS,
      name: 'Staff',
      id: '',
      displayName: 'Company accounts',
      purpose: 'Mail and files',
    };
    const known = { ...deps, domains: { find: async () => domain } };
    const account = { ...ACCOUNT, attributes: { ...ACCOUNT.attributes, mobile: '+819012345678' } };
    const change = { change: 'added', factor: 'totp', domain: 'Staff', toAll: true } as const;
    await announceChange(known, resolveSettings({}), account, change);
    expect(sent[0]?.text).toContain('User: alice (Company accounts: Mail and files)\n');
    expect(sent[1]?.text).toContain('alice (Company accounts): Added');
  });

  it('names the domain by its name, as no link, when the table does not say more now', async () => {
    const { sent, deps } = courier();
    const broken = { ...deps, domains: { find: () => Promise.reject(new Error('no answer')) } };
    await announceChange(broken, resolveSettings({}), ACCOUNT, {
      change: 'added',
      factor: 'totp',
      domain: 'staff.example',
    });
    expect(sent[0]?.text).toContain('User: alice (staff\u2024example)\n');
  });

  it('tells the old and the new address once each', async () => {
    const { sent, deps } = courier();
    const alsoTo = ['old@example.com', 'alice@example.com'].map((to) => ({ channel: 'email', to }) as const);
    const change = { change: 'replaced', factor: 'email', alsoTo } as const;
    await announceChange(deps, resolveSettings({}), ACCOUNT, change);
    expect(sent.map(({ to }) => to)).toEqual(['alice@example.com', 'old@example.com']);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['by mail alone, where there is an address', { mail: 'a@example.com', mobile: '+819012345678' }, ['a@example.com']],
    ['by text message where there is none', { mobile: '090-1234-5678' }, ['+819012345678', '+819099999999']],
  ])('tells %s', async (_how, attributes, told) => {
    const { sent, deps } = courier();
    const alsoTo = [{ channel: 'sms', to: '+819099999999' }] as const;
    const change = { change: 'replaced', factor: 'sms', domain: 'Staff', alsoTo } as const;
    await announceChange(deps, resolveSettings({}), { ...ACCOUNT, attributes }, change);
    expect(sent.map(({ to }) => to)).toEqual(told);
    for (const { channel, subject, text } of sent) {
      expect(text).toContain('Replaced: phone number for text messages');
      // One that costs as little as a text message can.
      if (channel === 'sms') expect([subject, text.length < 306]).toEqual([undefined, true]);
    }
  });

  it('sends no text message where SMS is switched off', async () => {
    const { sent, deps } = courier();
    const account = { ...ACCOUNT, attributes: { mobile: '+819012345678' } };
    const settings = resolveSettings({ Sms_Enabled: false });
    expect(await announceChange(deps, settings, account, { change: 'added', factor: 'push' })).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('reports a failed delivery as a value, since the change has happened', async () => {
    const { deps } = courier(() => Promise.reject(new Error('no network')));
    const change = { change: 'removed', factor: 'sms' } as const;
    expect(await announceChange(deps, resolveSettings({}), ACCOUNT, change)).toEqual(['unknown']);
  });

  it('sends nothing to a user without an address', async () => {
    const { sent, deps } = courier();
    const account = { ...ACCOUNT, attributes: {} };
    expect(await announceChange(deps, resolveSettings({}), account, { change: 'added', factor: 'push' })).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('names no domain where none was told', async () => {
    const { sent, deps } = courier();
    await announceChange(deps, resolveSettings({}), ACCOUNT, { change: 'added', factor: 'totp' });
    expect(sent[0]?.text).toContain('User: alice\nAdded:');
  });

  it('makes no link of a name that looks like one', async () => {
    const { sent, deps } = courier();
    const account = { ...ACCOUNT, userId: 'alice@shop.example' };
    await announceChange(deps, resolveSettings({}), account, { change: 'added', factor: 'totp', domain: 'a.example' });
    expect(sent[0]?.text).toContain('User: alice@shop\u2024example (a\u2024example)\n');
  });

  it('speaks the language of the user', async () => {
    const { sent, deps } = courier();
    const japanese = { ...ACCOUNT, language: 'ja-JP' };
    await announceChange(deps, resolveSettings({}), japanese, { change: 'removed', factor: 'totp' });
    expect(sent[0]).toMatchObject({ language: 'ja', subject: 'Sekisho：本人確認の方法が変更されました' });
  });

  it.each([
    ['en', 'Europe/Berlin', 'November 22, 2026 at 1:00 PM Central European Standard Time'],
    ['ja', 'Asia/Tokyo', '日時：2026年11月22日 21:00 日本標準時'],
    ['ja', 'UTC', '日時：2026年11月22日 12:00 協定世界時'],
  ])('tells the time in %s in the zone %s, and which one that is', async (language, TimeZone, time) => {
    const { sent, deps } = courier();
    await announceChange(
      deps,
      resolveSettings({ TimeZone }),
      { ...ACCOUNT, language },
      { change: 'added', factor: 'totp' },
    );
    expect(sent[0]?.text).toContain(time);
  });

  it.each([
    ['en', {}, 'contact your help desk right away'],
    ['ja', {}, 'すぐにヘルプデスクに連絡し'],
    ['ja', { HelpDeskName: '情報システム部' }, 'すぐに情報システム部に連絡し'],
    ['ja', { HelpDeskName: '情シス', HelpDeskPhone: '内線 4321' }, 'すぐに情シス（内線 4321）に連絡し'],
    [
      'en',
      { HelpDeskPhone: '03-1234-5678', HelpDeskAddress: 'https://it.example/' },
      'contact your help desk (03-1234-5678)',
    ],
  ])('names in %s the help desk of %o, and has no link to it', async (language, settings, named) => {
    const { sent, deps } = courier();
    await announceChange(
      deps,
      resolveSettings(settings),
      { ...ACCOUNT, language },
      { change: 'added', factor: 'totp' },
    );
    expect(sent[0]?.text).toContain(named);
    expect(sent[0]?.text).not.toContain('https:');
  });

  it('says of what is only beginning that it begins', async () => {
    const { sent, deps } = courier();
    const change = { change: 'begun', factor: 'push', cancelCode: 'ABCDE-FGHJK' } as const;
    await announceChange(deps, resolveSettings({}), { ...ACCOUNT, language: 'ja' }, change);
    expect(sent[0]?.subject).toBe('Sekisho：本人確認の方法を追加する手続きが始まりました');
    expect(sent[0]?.text).not.toContain('変更されました');
  });

  it('goes through the gateway of the operator, where there is one', async () => {
    const gateways: unknown[] = [];
    const deliver = async (_message: Message, gateway: unknown) => {
      gateways.push(gateway);
      return 'delivered' as const;
    };
    const settings = resolveSettings({ UmsAvailable: true, UmsClientUrl: 'https://gateway.example/' });
    const deps = { clock: () => NOW_MS, courier: { deliver }, domains: { find: async () => undefined } };
    await announceChange(deps, settings, ACCOUNT, { change: 'added', factor: 'totp' });
    expect(gateways).toEqual([{ url: 'https://gateway.example/' }]);
  });
});
