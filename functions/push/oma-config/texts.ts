import type { Language } from '../../core/messages/languages.ts';

interface Texts {
  readonly title: string;
  readonly intro: string;
  readonly open: string;
  readonly copy: string;
  readonly SharedSecret: string;
  readonly Notification: string;
  readonly Both: string;
  readonly nothing: string;
  readonly weaker: string;
  readonly digits: string;
  readonly device: string;
}

/** What the configuration page says. */
export const TEXTS: Readonly<Record<Language, Texts>> = {
  en: {
    title: 'Set up your authenticator app',
    intro:
      'Open this page on the phone that has the app and press the button. The app asks for your user name and password.',
    open: 'Set up the app',
    copy: 'If the app wants the address typed in, use this one:',
    SharedSecret: 'This sets up one-time codes.',
    Notification: 'This sets up sign-in approvals.',
    Both: 'This sets up one-time codes and sign-in approvals.',
    nothing: 'This kind of app cannot be used here: neither one-time codes nor approvals are turned on for it.',
    weaker:
      'Approvals in this kind of app ask for no digits, so it is easy to approve a sign-in that somebody else started. ' +
      'NIST SP 800-63B-4, section 3.1.3, does not accept that. Administrators: set PushMatchCode to true.',
    digits: 'Approving a sign-in here takes six digits, which this kind of app cannot send.',
    device: 'Approve in your browser instead',
  },
  ja: {
    title: '認証アプリの設定',
    intro:
      '認証アプリの入ったスマートフォンでこのページを開き、ボタンを押してください。アプリでユーザー名とパスワードの入力を求められます。',
    open: 'アプリを設定する',
    copy: 'アプリに手入力する場合は、次の文字列を使ってください。',
    SharedSecret: 'ワンタイムコードを使えるようになります。',
    Notification: 'サインインの承認を使えるようになります。',
    Both: 'ワンタイムコードとサインインの承認を使えるようになります。',
    nothing: 'この種のアプリは、ここでは使えません。ワンタイムコードもサインインの承認も、有効になっていません。',
    weaker:
      'この種のアプリでの承認には数字の入力がないため、ほかの人が始めたサインインを誤って承認するおそれがあります。' +
      'NIST SP 800-63B-4の3.1.3は、この方式を認めていません。管理者の方は、PushMatchCodeをtrueにしてください。',
    digits: 'ここでのサインインの承認には6桁の数字の入力が必要ですが、この種のアプリでは入力できません。',
    device: 'ブラウザーで承認する',
  },
};
