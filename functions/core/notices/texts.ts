import type { Language } from '../messages/languages.ts';

/** The factors that a notice can name. */
export type NoticeFactor = 'totp' | 'email' | 'sms' | 'push' | 'passkey' | 'recovery';

/** `begun`: a code was handed out that connects a device; the device connects by itself. */
export type NoticeChange = 'begun' | 'added' | 'removed' | 'replaced';

interface NoticeTexts {
  readonly subject: string;
  readonly changes: Readonly<Record<NoticeChange, string>>;
  readonly factors: Readonly<Record<NoticeFactor, string>>;
  readonly text: string;
}

/** No text has a link, as in the messages with PINs: nobody should learn to follow one to sign in. */
export const NOTICE_TEXTS: Readonly<Record<Language, NoticeTexts>> = {
  en: {
    subject: '{operator}: your sign-in methods have changed',
    changes: {
      begun: 'Being added: {factor}',
      added: 'Added: {factor}',
      removed: 'Removed: {factor}',
      replaced: 'Replaced: {factor}',
    },
    factors: {
      totp: 'authenticator app',
      email: 'e-mail address',
      sms: 'phone number for text messages',
      push: 'phone that approves sign-ins',
      passkey: 'passkey',
      recovery: 'recovery codes',
    },
    text:
      'The ways in which you prove that it is you have changed.\n\n' +
      'User: {user}\n{change}\nTime: {time}\n\n' +
      'Was it you? Then there is nothing to do.\n\n' +
      'It was not you? Tell the help desk of {operator} at once, and change your password.\n',
  },
  ja: {
    subject: '{operator}: 本人確認の方法が変更されました',
    changes: {
      begun: '追加の手続き中: {factor}',
      added: '追加: {factor}',
      removed: '削除: {factor}',
      replaced: '変更: {factor}',
    },
    factors: {
      totp: '認証アプリ',
      email: 'メールアドレス',
      sms: 'SMSを受け取る電話番号',
      push: 'サインインを承認するスマートフォン',
      passkey: 'パスキー',
      recovery: 'リカバリーコード',
    },
    text:
      '本人確認に使う方法が変更されました。\n\n' +
      'ユーザー: {user}\n{change}\n日時: {time}\n\n' +
      'ご自身による変更であれば、何もする必要はありません。\n\n' +
      '心当たりがない場合は、すぐに{operator}の窓口に連絡し、パスワードを変更してください。\n',
  },
};
