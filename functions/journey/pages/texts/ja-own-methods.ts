import { html } from '../html.ts';
import { duration } from './duration.ts';
import type { OwnMethodTexts } from './en-own-methods.ts';
import { name } from './name.ts';

export const jaOwnMethods: OwnMethodTexts = {
  did: {
    lost: '紛失として届け出ました。今後は使えません。',
    found: '再び使えるようになりました。',
    preferred: '保存しました。',
    linked: '2つのアカウントを連携しました。',
  },
  preferred: {
    summary: '最初に表示する方法を選ぶ',
    lead: 'どのブラウザーでも、「本人確認」の画面の一番上に表示されます。',
    none: 'ブラウザーごとに、前回使った方法',
  },
  secondWay: {
    title: '本人確認の方法をもう1つ追加してください',
    because: {
      phone: 'サインインの方法が1台のスマートフォンに集まっており、それをなくすとサインインできなくなります。',
      account:
        'サインインの方法が1つのパスキー用アカウントに集まっており、それを使えなくなるとサインインできなくなります。',
      'security-key': 'サインインの方法が1本のセキュリティキーだけなので、それをなくすとサインインできなくなります。',
      computer: 'サインインの方法が1台のパソコンに集まっており、それが使えなくなるとサインインできなくなります。',
      browser: 'サインインの方法が承認用の1つのブラウザーだけなので、それが使えなくなるとサインインできなくなります。',
      mailbox: 'サインインの方法が1つのメールアドレスだけなので、それを使えなくなるとサインインできなくなります。',
      'other-device': 'サインインの方法が1台の端末だけなので、それをなくすとサインインできなくなります。',
    },
    required: '所属する組織では、同じ端末に頼らない方法が2つ必要です。',
    apart: {
      question: '認証アプリは、サインインに使うスマートフォンに入っていますか？',
      lead: 'どこに入っているかは、こちらではわかりません。サインインに使うスマートフォンとは別の端末に入っていれば、すでに2つの方法があります。',
      elsewhere: '別の端末に入っている',
    },
    later: 'あとで',
    laterLead: (days, isRequired) =>
      isRequired ? `${days}日後からは、サインインに必要になります。` : `${days}日後に、もう一度お知らせします。`,
    enough: '準備ができました',
    enoughLead: '同じ端末に頼らない方法が2つそろいました。',
  },
  loss: {
    report: '紛失を届け出る',
    haveItAgain: '手元に戻った',
    isLost: '紛失として届け出済みです。今は使えません。',
    notNow: '方法の削除や紛失の届け出をするには、登録済みの方法で本人確認をして、もう一度サインインしてください。',
    title: '紛失として届け出ますか？',
    what: (method, detail) =>
      detail === ''
        ? html`${method}を紛失として届け出ますか？`
        : html`${method}（${name(detail)}）を紛失として届け出ますか？`,
    lead: 'すぐに、どこからも使えなくなります。見つかったときは、別の方法で本人確認をすると、ここから元に戻せます。',
    justUsed: 'これは、たった今の本人確認に使った方法です。本当に紛失しましたか？',
    last: 'サインインに使える方法は、これだけです。',
    afterThat: '届け出たあとは、次の方法でしかサインインできません。',
    byCode: 'リカバリーコードを使う',
    byReset: (hours) => `最初から登録し直す（${duration('ja', hours * 3_600_000)}かかります）`,
    byHelpDesk: (desk) => html`${desk}に連絡する`,
    confirm: '紛失を届け出る',
    foundTitle: '手元に戻りましたか？',
    foundWhat: (method, detail) =>
      detail === '' ? html`${method}は手元に戻りましたか？` : html`${method}（${name(detail)}）は手元に戻りましたか？`,
    foundLead:
      'すぐに再び使えるようになります。ほかの人が触れたおそれがある場合は、元に戻さずに削除し、新しく登録してください。',
    foundConfirm: '再び使えるようにする',
  },
};
