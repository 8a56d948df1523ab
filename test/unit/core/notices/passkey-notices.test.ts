import { describe, expect, it } from 'vitest';
import { announceChange } from '../../../../functions/core/notices/announce-change.ts';
import type { Message } from '../../../../functions/core/ports/courier.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';

const ACCOUNT = {
  userId: 'alice',
  groups: [],
  language: 'en',
  attributes: { mail: 'alice@example.com', mobile: '+819012345678' },
};

async function told(name: string, language = 'en', change: 'copied' | 'synced' = 'copied'): Promise<Message[]> {
  const sent: Message[] = [];
  const deliver = async (message: Message) => {
    sent.push(message);
    return 'delivered' as const;
  };
  const deps = { clock: () => Date.UTC(2026, 10, 28), courier: { deliver }, domains: { find: async () => undefined } };
  const account = { ...ACCOUNT, language };
  const changed = { change, factor: 'passkey', domain: 'Staff', name, toAll: true } as const;
  await announceChange(deps, resolveSettings({}), account, changed);
  return sent;
}

it('a passkey that may have been copied is told of by mail and by text message, with its name and what to do', async () => {
  const [mail, sms, ...more] = await told('YubiKey 5');
  expect(more).toEqual([]);
  expect(mail).toMatchObject({ to: 'alice@example.com', subject: 'Sekisho: your passkey was refused' });
  expect(mail?.text).toContain('User: alice (Staff)\nRefused: passkey “YubiKey 5”\nTime: November 28, 2026');
  expect(mail?.text).toContain('remove this passkey and add a new one.');
  expect(mail?.text).toContain('contact your help desk right away');
  expect(sms).toMatchObject({ channel: 'sms', to: '+819012345678' });
  expect(sms?.text).toContain('Sekisho, alice (Staff): Refused: passkey "YubiKey 5". There may be a copy of it');
});

it('it is told in the language of the person', async () => {
  const [mail, sms] = await told('YubiKey 5', 'ja');
  expect(mail).toMatchObject({ language: 'ja', subject: 'Sekisho：パスキーの使用を受け付けませんでした' });
  expect(mail?.text).toContain('使用の拒否：パスキー「YubiKey 5」\n日時：');
  expect(sms?.text).toContain('使用の拒否：パスキー「YubiKey 5」。複製のおそれがあります。');
});

it('its text message costs two parts at most, in Japanese three, with the longest name', async () => {
  const [, english] = await told('x'.repeat(64));
  expect(english?.text).toMatch(/^[\x20-\x7e]{1,306}$/);
  const [, japanese] = await told('鍵'.repeat(64), 'ja');
  expect([...(japanese?.text ?? '')].length).toBeLessThanOrEqual(3 * 67);
});

it.each(['see www.evil.example', 'call 0120-000-000', 'evil.example/{code}'])(
  'a name that leads elsewhere, %j, is left out: whoever had the account for a moment may have chosen it',
  async (name) => {
    const [mail, sms] = await told(name);
    expect(mail?.text).toContain('\nRefused: passkey\n');
    expect(sms?.text).toContain('Refused: passkey. There');
  },
);

it('a name that looks like a part of our text stays as it is', async () => {
  const [mail] = await told('{time} {factor} $&');
  expect(mail?.text).toContain('Refused: passkey “{time} {factor} $&”\nTime: November');
});

describe('a passkey that can be copied since its last use', () => {
  it('is told of as what became of itself, and not as what the person changed', async () => {
    const [mail, sms] = await told('My key', 'en', 'synced');
    expect(mail?.subject).toBe('Sekisho: your passkey can now be copied to other devices');
    expect(mail?.text).toContain('\nCan be copied to other devices from now on: passkey “My key”\n');
    expect(mail?.text).toContain('remove this passkey, add a new one and contact your help desk.');
    expect(mail?.text).not.toMatch(/If (this was|it wasn’t) you|have changed/);
    expect(sms?.text).toContain('passkey "My key". Not expected? Remove it');
  });

  it('is told of in Japanese with the same words: copied, and not yet synced', async () => {
    const [mail, sms] = await told('My key', 'ja', 'synced');
    expect(mail?.subject).toBe('Sekisho：パスキーがほかの端末にコピーできるようになりました');
    expect(mail?.text).toContain('今後はほかの端末にコピーできます：パスキー「My key」');
    expect(mail?.text).not.toContain('ご自身による変更');
    expect(sms?.text).toContain('このパスキーを削除し');
  });

  it('is told of in two parts of a text message at most, in Japanese in three', async () => {
    const [, english] = await told('x'.repeat(64), 'en', 'synced');
    expect(english?.text).toMatch(/^[\x20-\x7e]{1,306}$/);
    const [, japanese] = await told('鍵'.repeat(64), 'ja', 'synced');
    expect([...(japanese?.text ?? '')].length).toBeLessThanOrEqual(3 * 67);
  });
});
