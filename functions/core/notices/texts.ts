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
  /** What to do when it was somebody else. */
  readonly notYou: WayOut;
  readonly smsText: string;
  readonly smsNotYou: WayOut;
}

/** `{code}` ends what was begun; `plain` is for what has happened already. */
interface WayOut {
  readonly plain: string;
  readonly withCode: string;
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
      'Was it you? Then there is nothing to do.\n\n',
    notYou: {
      plain: 'It was not you? Tell the help desk of {operator} at once, and change your password.\n',
      withCode:
        'It was not you? Somebody knows your password. Stop it: choose “It was not me” at the foot of any page on which ' +
        '{operator} asks you to confirm a sign-in, and type this code there: {code}\nIt is good for a day. Then change ' +
        'your password, and tell the help desk of {operator}.\n',
    },
    smsText: '{operator}, {user}: {change}. ',
    smsNotYou: {
      plain: 'Not you? Tell the help desk and change your password.',
      withCode: 'Not you? Type {code} under “It was not me” on the sign-in page and change your password.',
    },
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
      'ご自身による変更であれば、何もする必要はありません。\n\n',
    notYou: {
      plain: '心当たりがない場合は、すぐに{operator}の窓口に連絡し、パスワードを変更してください。\n',
      withCode:
        '心当たりがない場合は、第三者にパスワードを知られています。{operator}のサインイン確認ページの下にある「心当たりがない場合」を' +
        '開き、次のコードを入力して手続きを止めてください: {code}\nコードは1日間有効です。そのあとパスワードを変更し、' +
        '{operator}の窓口に連絡してください。\n',
    },
    smsText: '{operator} {user} {change}。',
    smsNotYou: {
      plain: '心当たりがない場合は窓口に連絡し、パスワードを変更してください。',
      withCode:
        '心当たりがない場合は、確認ページの「心当たりがない場合」に {code} を入力し、パスワードを変更してください。',
    },
  },
};
