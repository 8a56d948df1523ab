import type { Language } from './languages.ts';

export type { Language } from './languages.ts';

export type MessageText = 'emailSubject' | 'emailText' | 'smsText';

/**
 * Each SMS stays within one part with an application name of 16 characters: 70, since the name may have letters that the
 * 7-bit alphabet lacks. No text has a link: nobody should learn to follow one to sign in.
 */
export const TEXTS: Readonly<Record<Language, Readonly<Record<MessageText, string>>>> = {
  en: {
    emailSubject: '{application}: your sign-in code',
    emailText:
      'Your code for {application} is {pin}\n\n' +
      'It works once, for {minutes}. Enter it only on the page of {application} where you asked for it, ' +
      'and don’t share it with anyone.\n\n' +
      'User: {user} ({domain})\n\n' +
      'If you didn’t ask for it, somebody may know your password. Change it now.\n',
    smsText: "{application} code: {pin}. Good for {minutes}. Don't share it.",
  },
  ja: {
    emailSubject: '{application}：確認コードのお知らせ',
    emailText:
      '{application} の確認コードは {pin} です。\n\n' +
      '有効期間は{minutes}で、1回だけ使えます。コードを求めた {application} の画面だけに入力し、誰にも教えないでください。\n\n' +
      'ユーザー：{user} ({domain})\n\n' +
      '心当たりがない場合は、パスワードを知られているおそれがあります。パスワードを変更してください。\n',
    smsText: '{pin} は{application}の確認コードです。有効期間{minutes}。誰にも教えないでください。',
  },
};
