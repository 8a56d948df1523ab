import type { Language } from '../messages/languages.ts';

interface UnlockTexts {
  readonly subject: string;
  readonly text: string;
  readonly smsText: string;
}

/** No text has a link, as in the other notices. */
export const UNLOCK_TEXTS: Readonly<Record<Language, UnlockTexts>> = {
  en: {
    subject: '{operator}: your account was unlocked',
    text:
      'Your account was unlocked by the help desk. Codes are accepted again, and wrong ones are counted anew.\n\n' +
      'User: {user}\nTime: {time}\n\n' +
      'If you asked for this, you don’t need to do anything.\n\n' +
      'If you didn’t, somebody may be trying to get into your account. Contact {helpDesk} right away and change your password.\n',
    smsText:
      '{operator}, {user}: your account was unlocked. Not asked for? Contact your help desk and change your password.',
  },
  ja: {
    subject: '{operator}：アカウントのロックが解除されました',
    text:
      'ヘルプデスクがお使いのアカウントのロックを解除しました。コードの入力を再び受け付けます。間違えた回数は0回に戻りました。\n\n' +
      'ユーザー：{user}\n日時：{time}\n\n' +
      'ご自身が依頼したものであれば、対応は不要です。\n\n' +
      '心当たりがない場合は、第三者がアカウントに入ろうとしているおそれがあります。すぐに{helpDesk}に連絡し、パスワードを変更してください。\n',
    smsText:
      '{operator} {user} アカウントのロックが解除されました。心当たりがない場合はヘルプデスクに連絡し、パスワードを変更してください。',
  },
};
