import { html } from '../html.ts';
import type { LinkedTexts } from './en-linked.ts';

/** Of accounts in other domains that help, in Japanese. */
export const jaLinked: LinkedTexts = {
  linked: {
    also: (domain, ways) => html`${domain}にもアカウントがあります（${ways}）。`,
    ways: {
      passkey: 'パスキー',
      totp: '認証アプリ',
      push: 'スマートフォンでの承認',
      sms: 'SMSの確認コード',
      email: 'メールの確認コード',
    },
    use: 'そのアカウントで本人確認をする',
    title: '別のアカウントで本人確認をする',
    lead: 'お持ちの別のアカウントで本人確認をすると、このアカウントに新しい方法をすぐに追加できます。',
    ends: '新しい方法を追加すると、このアカウントのこれまでの方法は使えなくなります。',
    told: '両方のアカウントのすべての宛先にお知らせします。',
    start: (domain) => html`${domain}で本人確認をする`,
    proven: '本人確認が完了しました',
    provenLead: '別のアカウントで本人確認ができました。まだ何も変わっていません。',
    next: '新しい方法を追加する',
    action: (domain) => `${domain}のアカウントに新しい本人確認の方法を追加する`,
    ready: (time) =>
      html`別のアカウントで本人確認ができました。期限は${time}です。新しい方法を1つ追加すると、これまでの方法は使えなくなります。`,
    cancel: '中止して前の画面に戻る',
    return: '前の画面に戻る',
  },

  link: {
    open: '別のアカウントと連携する',
    title: '別のアカウントとの連携',
    lead: 'ほかのドメインにもアカウントをお持ちの場合は、連携できます。一方のアカウントの本人確認の方法をすべて失っても、もう一方のアカウントで再びサインインできるようになります。',
    domain: '連携するアカウントのドメイン',
    user: 'そのドメインでのユーザー名',
    password: 'そのドメインでのパスワード',
    submit: '次へ',
    provenLead: '両方のアカウントで本人確認ができました。まだ何も変わっていません。',
    means:
      '連携すると、一方のアカウントで本人確認ができ、もう一方のアカウントのパスワードを知っている人が、そこに新しい方法を追加できるようになります。',
    confirm: '2つのアカウントを連携する',
    action: (domain) => `${domain}のアカウントと連携する`,
  },
};
