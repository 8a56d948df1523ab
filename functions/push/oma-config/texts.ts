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
    title: 'Set up the authenticator app',
    intro:
      'Open this page on the phone that has the app, and follow the link. The app asks for your name and password.',
    open: 'Set up {name}',
    copy: 'The same link as text, for an app that takes it by hand:',
    SharedSecret: 'The link sets up one-time codes.',
    Notification: 'The link sets up approval requests.',
    Both: 'The link sets up one-time codes and approval requests.',
    nothing: 'This service offers nothing to such an app: neither one-time codes nor approval requests.',
    weaker:
      'Approval requests to such an app ask for no digits, so a tired person can approve what somebody else started. ' +
      'NIST SP 800-63B-4, section 3.1.3, does not accept that. Administrators: set PushMatchCode to true.',
    digits: 'Approval requests of this service ask for six digits, which such an app cannot send.',
    device: 'Use the page that is a device instead.',
  },
  ja: {
    title: '認証アプリの設定',
    intro:
      'アプリの入ったスマートフォンでこのページを開き、リンクをたどってください。アプリがユーザー名とパスワードを尋ねます。',
    open: '{name} を設定する',
    copy: '手で入力するアプリのための、同じリンクの文字列:',
    SharedSecret: 'このリンクは、ワンタイムコードを設定します。',
    Notification: 'このリンクは、承認の通知を設定します。',
    Both: 'このリンクは、ワンタイムコードと承認の通知を設定します。',
    nothing: 'このサービスは、この種のアプリにはワンタイムコードも承認の通知も提供していません。',
    weaker:
      'この種のアプリへの承認の通知は数字の入力を求めないため、他人が始めた操作を誤って承認するおそれがあります。' +
      'NIST SP 800-63B-4 の 3.1.3 はこの方式を認めていません。管理者の方は PushMatchCode を true にしてください。',
    digits: 'このサービスの承認の通知は 6 桁の数字の入力を求めますが、この種のアプリはそれを送れません。',
    device: '代わりに、端末として使えるページをご利用ください。',
  },
};
