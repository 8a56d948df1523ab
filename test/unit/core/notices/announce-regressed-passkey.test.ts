import { expect, it } from 'vitest';
import { announceRegressedPasskey } from '../../../../functions/core/notices/announce-regressed-passkey.ts';
import type { Message } from '../../../../functions/core/ports/courier.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';

const ACCOUNT = {
  userId: 'alice',
  groups: [],
  language: 'en',
  attributes: { mail: 'alice@example.com', mobile: '+819012345678' },
};

async function told(name: string, language = 'en'): Promise<Message[]> {
  const sent: Message[] = [];
  const deliver = async (message: Message) => {
    sent.push(message);
    return 'delivered' as const;
  };
  const deps = { clock: () => Date.UTC(2026, 10, 28), courier: { deliver } };
  const account = { ...ACCOUNT, language };
  await announceRegressedPasskey(deps, resolveSettings({}), account, { domain: 'Staff', name });
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
