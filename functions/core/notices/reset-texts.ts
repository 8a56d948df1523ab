import type { Language } from '../messages/languages.ts';
import type { PushText } from '../push/push-message.ts';

/**
 * What happens to a reset. `asked` by who knows the password, `started` for him by a help desk or an administrator; `half`
 * of the time is over; `ready` for a new factor; `done` when one was added and the old ones have ended.
 */
export type ResetEvent = 'asked' | 'started' | 'half' | 'shortened' | 'ready' | 'done' | 'cancelled';

interface ResetNotice {
  readonly subject: string;
  readonly text: string;
  readonly smsText: string;
  readonly push: PushText;
}

export interface ResetTexts {
  readonly events: Readonly<Record<ResetEvent, ResetNotice>>;
  /** Between what happened and what to do. */
  readonly facts: string;
  /** Of a reset that can still be stopped. */
  readonly stop: string;
  readonly smsStop: string;
  /** Of one that cannot. */
  readonly over: string;
  readonly smsOver: string;
}

/**
 * `{ready}` and `{until}`: from when, and how long, a new factor can be added. No text has a link, as in the other notices;
 * what goes to a phone has no digits either, for a locked screen shows it.
 */
export const RESET_TEXTS: Readonly<Record<Language, ResetTexts>> = {
  en: {
    events: {
      asked: {
        subject: '{operator}: somebody asked to reset your sign-in methods',
        text:
          'Somebody who knows your password says that none of your sign-in methods can be used any more, and asked to ' +
          'reset them.\n\nNothing changes before {ready}: your methods work as they do now, and nobody gets in without one ' +
          'of them. From then until {until}, whoever signs in with your password can add one new method. Only then do the ' +
          'old ones stop working.\n\n',
        smsText: 'a reset of your sign-in methods was asked for. It is ready on {ready}.',
        push: {
          title: 'Your sign-in methods',
          body: 'Somebody asked to reset them. If it wasn’t you, sign in and verify with any of them: that stops it.',
        },
      },
      started: {
        subject: '{operator}: a reset of your sign-in methods was started for you',
        text:
          'The help desk has started a reset of your sign-in methods.\n\nNothing changes before {ready}: your methods work as ' +
          'they do now, and nobody gets in without one of them. From then until {until}, whoever signs in with your ' +
          'password can add one new method. Only then do the old ones stop working.\n\n',
        smsText: 'the help desk has started a reset of your sign-in methods. It is ready on {ready}.',
        push: {
          title: 'Your sign-in methods',
          body: 'A reset was started for you. If you didn’t ask for it, sign in and verify with any of them: that stops it.',
        },
      },
      half: {
        subject: '{operator}: a reset of your sign-in methods is still waiting',
        text:
          'The reset of your sign-in methods that we told you about is still waiting.\n\nNothing changes before {ready}. From ' +
          'then until {until}, whoever signs in with your password can add one new method, and the old ones stop ' +
          'working.\n\n',
        smsText: 'a reset of your sign-in methods is still waiting. It is ready on {ready}.',
        push: {
          title: 'Your sign-in methods',
          body: 'A reset is still waiting. If it isn’t yours, sign in and verify with any of them: that stops it.',
        },
      },
      shortened: {
        subject: '{operator}: the reset of your sign-in methods is ready sooner',
        text:
          'An administrator has shortened the wait for the reset of your sign-in methods.\n\nIt is ready on {ready}. From then ' +
          'until {until}, whoever signs in with your password can add one new method, and the old ones stop working.\n\n',
        smsText: 'an administrator has shortened the reset of your sign-in methods. It is ready on {ready}.',
        push: {
          title: 'Your sign-in methods',
          body: 'Their reset is ready sooner. If it isn’t yours, sign in and verify with any of them: that stops it.',
        },
      },
      ready: {
        subject: '{operator}: you can now add a new sign-in method',
        text:
          'The wait for the reset of your sign-in methods is over.\n\nUntil {until}, whoever signs in with your password can ' +
          'add one new method. With it the old ones stop working. If nobody does, everything stays as it is.\n\n',
        smsText: 'the reset of your sign-in methods is ready. Sign in and add a new one until {until}.',
        push: {
          title: 'Your sign-in methods',
          body: 'Their reset is ready. If it isn’t yours, sign in and verify with any of them: that stops it.',
        },
      },
      done: {
        subject: '{operator}: your sign-in methods were reset',
        text:
          'A new sign-in method was added by the reset. The old ones don’t work any more: authenticator app, passkeys, ' +
          'phones, recovery codes.\n\n',
        smsText: 'your sign-in methods were reset. The old ones don’t work any more.',
        push: { title: 'Your sign-in methods', body: 'They were reset. The old ones don’t work any more.' },
      },
      cancelled: {
        subject: '{operator}: the reset of your sign-in methods was stopped',
        text: 'The reset of your sign-in methods was stopped. They work as before.\n\n',
        smsText: 'the reset of your sign-in methods was stopped. They work as before.',
        push: { title: 'Your sign-in methods', body: 'Their reset was stopped. They work as before.' },
      },
    },
    facts: 'User: {user}\nTime: {time}\n\n',
    stop:
      'If this isn’t yours, stop it: sign in and verify with any of your methods, or choose “It wasn’t me” at the bottom of ' +
      'any page on which {operator} asks you to verify a sign-in, and enter this code: {code}\nThen change your password and ' +
      'contact {helpDesk}.\n\nIf it is yours, you don’t need to do anything. If you find one of your methods again, use it: ' +
      'that ends the reset.\n',
    smsStop: ` Not you? Enter {code} under "It wasn't me" on the sign-in page and change your password.`,
    over: 'If you didn’t expect this, contact {helpDesk} right away and change your password.\n',
    smsOver: ' Not expected? Contact your help desk and change your password.',
  },
  ja: {
    events: {
      asked: {
        subject: '{operator}：本人確認の方法のリセットが申し込まれました',
        text:
          '登録済みの本人確認の方法をどれも使えないとして、お使いのパスワードを知っている人がリセットを申し込みました。\n\n' +
          '{ready}までは何も変わりません。今の方法はこれまでどおり使え、それなしでは誰もサインインできません。' +
          'そのあと{until}までの間、パスワードでサインインした人は新しい方法を1つ追加できます。追加されると、今の方法は使えなくなります。\n\n',
        smsText: '本人確認の方法のリセットが申し込まれました。{ready}から手続きできます。',
        push: {
          title: '本人確認の方法',
          body: 'リセットが申し込まれました。心当たりがない場合は、サインインしていずれかの方法で本人確認をすると中止されます。',
        },
      },
      started: {
        subject: '{operator}：本人確認の方法のリセットが始まりました',
        text:
          'ヘルプデスクが、お使いの本人確認の方法のリセットを始めました。\n\n' +
          '{ready}までは何も変わりません。今の方法はこれまでどおり使え、それなしでは誰もサインインできません。' +
          'そのあと{until}までの間、パスワードでサインインした人は新しい方法を1つ追加できます。追加されると、今の方法は使えなくなります。\n\n',
        smsText: 'ヘルプデスクが本人確認の方法のリセットを始めました。{ready}から手続きできます。',
        push: {
          title: '本人確認の方法',
          body: 'リセットが始まりました。依頼していない場合は、サインインしていずれかの方法で本人確認をすると中止されます。',
        },
      },
      half: {
        subject: '{operator}：本人確認の方法のリセットの待ち時間が続いています',
        text:
          '先にお知らせした本人確認の方法のリセットは、まだ待ち時間の途中です。\n\n' +
          '{ready}までは何も変わりません。そのあと{until}までの間、パスワードでサインインした人は新しい方法を1つ追加できます。' +
          '追加されると、今の方法は使えなくなります。\n\n',
        smsText: '本人確認の方法のリセットは待ち時間の途中です。{ready}から手続きできます。',
        push: {
          title: '本人確認の方法',
          body: 'リセットの待ち時間が続いています。心当たりがない場合は、サインインしていずれかの方法で本人確認をすると中止されます。',
        },
      },
      shortened: {
        subject: '{operator}：本人確認の方法のリセットが早まりました',
        text:
          '管理者が、本人確認の方法のリセットの待ち時間を短くしました。\n\n' +
          '{ready}から{until}までの間、パスワードでサインインした人は新しい方法を1つ追加できます。追加されると、今の方法は使えなくなります。\n\n',
        smsText: '本人確認の方法のリセットの待ち時間が短くなりました。{ready}から手続きできます。',
        push: {
          title: '本人確認の方法',
          body: 'リセットが早まりました。心当たりがない場合は、サインインしていずれかの方法で本人確認をすると中止されます。',
        },
      },
      ready: {
        subject: '{operator}：新しい本人確認の方法を追加できます',
        text:
          '本人確認の方法のリセットの待ち時間が終わりました。\n\n' +
          '{until}までの間、パスワードでサインインした人は新しい方法を1つ追加できます。追加されると、今の方法は使えなくなります。' +
          '誰も追加しなければ、何も変わりません。\n\n',
        smsText:
          '本人確認の方法のリセットの待ち時間が終わりました。{until}までにサインインして、新しい方法を追加してください。',
        push: {
          title: '本人確認の方法',
          body: 'リセットの待ち時間が終わりました。心当たりがない場合は、サインインしていずれかの方法で本人確認をすると中止されます。',
        },
      },
      done: {
        subject: '{operator}：本人確認の方法がリセットされました',
        text:
          'リセットにより、新しい本人確認の方法が追加されました。認証アプリ、パスキー、スマートフォン、リカバリーコードなど、' +
          'これまでの方法は使えなくなりました。\n\n',
        smsText: '本人確認の方法がリセットされました。これまでの方法は使えません。',
        push: { title: '本人確認の方法', body: 'リセットされました。これまでの方法は使えません。' },
      },
      cancelled: {
        subject: '{operator}：本人確認の方法のリセットが中止されました',
        text: '本人確認の方法のリセットは中止されました。本人確認の方法はこれまでどおり使えます。\n\n',
        smsText: '本人確認の方法のリセットは中止されました。これまでどおり使えます。',
        push: { title: '本人確認の方法', body: 'リセットは中止されました。これまでどおり使えます。' },
      },
    },
    facts: 'ユーザー：{user}\n日時：{time}\n\n',
    stop:
      '心当たりがない場合は、中止してください。サインインして、いずれかの方法で本人確認をするか、{operator}の本人確認の画面の下にある' +
      '「心当たりがない場合」を開き、次のコードを入力します：{code}\nそのあとパスワードを変更し、{helpDesk}に連絡してください。\n\n' +
      'ご自身の手続きであれば、対応は不要です。使える方法が見つかったときは、それで本人確認をするとリセットは中止されます。\n',
    smsStop:
      '心当たりがない場合は、本人確認の画面の「心当たりがない場合」に {code} を入力し、パスワードを変更してください。',
    over: '心当たりがない場合は、すぐに{helpDesk}に連絡し、パスワードを変更してください。\n',
    smsOver: '心当たりがない場合はヘルプデスクに連絡し、パスワードを変更してください。',
  },
};
