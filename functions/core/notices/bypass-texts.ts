import type { Language } from '../messages/languages.ts';

/** What happens to a code of the help desk that its user hears of. */
export type BypassEvent = 'made' | 'used';

interface BypassNotice {
  readonly subject: string;
  readonly text: string;
  readonly smsText: string;
}

/**
 * `{until}`: how long it works; `{code}` ends it. None of these tells the code of the help desk, and none has a link, as in
 * the other notices.
 */
export const BYPASS_TEXTS: Readonly<Record<Language, Readonly<Record<BypassEvent, BypassNotice>>>> = {
  en: {
    made: {
      subject: '{operator}: the help desk made a code for you',
      text:
        'The help desk has made a code with which you can verify that it’s you when none of your sign-in methods is at hand. ' +
        'The help desk tells it to you itself; this message doesn’t contain it.\n\n' +
        'User: {user}\nTime: {time}\nWorks until: {until}\n\n' +
        'If you asked for it, you don’t need to do anything. Enter it only on the page on which {operator} asks you to verify ' +
        'a sign-in, and pass it on to nobody.\n\n' +
        'If you didn’t ask for it, somebody is pretending to be you. To end the code, choose “It wasn’t me” at the bottom of ' +
        'any page on which {operator} asks you to verify a sign-in, and enter this: {code}\nThen contact {helpDesk} and change ' +
        'your password.\n',
      smsText:
        '{operator}, {user}: the help desk made a code for you to verify a sign-in. You didn’t ask for it? Enter {code} under ' +
        '"It wasn’t me" on the sign-in page and contact your help desk.',
    },
    used: {
      subject: '{operator}: a code from the help desk was used for your account',
      text:
        'Somebody verified that it’s you with the code from the help desk.\n\n' +
        'User: {user}\nTime: {time}\n\n' +
        'If this was you, add a sign-in method that works again if you haven’t yet.\n\n' +
        'If it wasn’t you, contact {helpDesk} right away and change your password.\n',
      smsText:
        '{operator}, {user}: a code from the help desk was used to verify a sign-in. Not you? Contact your help desk and ' +
        'change your password.',
    },
  },
  ja: {
    made: {
      subject: '{operator}：ヘルプデスクが本人確認用のコードを発行しました',
      text:
        '本人確認の方法を使えないときに代わりに使うコードを、ヘルプデスクが発行しました。' +
        'コードはヘルプデスクから直接お伝えします。このメッセージには記載していません。\n\n' +
        'ユーザー：{user}\n日時：{time}\n有効期限：{until}\n\n' +
        'ご自身で依頼した場合は、対応は不要です。コードは{operator}の本人確認の画面だけに入力し、誰にも教えないでください。\n\n' +
        '依頼していない場合は、第三者がご本人になりすましているおそれがあります。{operator}の本人確認の画面の下にある「心当たりがない場合」を' +
        '開き、次の文字列を入力してコードを無効にしてください：{code}\nそのあと{helpDesk}に連絡し、パスワードを変更してください。\n',
      smsText:
        '{operator} {user} ヘルプデスクが本人確認用のコードを発行しました。依頼していない場合は、本人確認の画面の' +
        '「心当たりがない場合」に {code} を入力し、ヘルプデスクに連絡してください。',
    },
    used: {
      subject: '{operator}：ヘルプデスクのコードが使われました',
      text:
        'ヘルプデスクが発行したコードで、本人確認が行われました。\n\n' +
        'ユーザー：{user}\n日時：{time}\n\n' +
        'ご自身による操作で、使える本人確認の方法がまだない場合は、新しく追加してください。\n\n' +
        '心当たりがない場合は、すぐに{helpDesk}に連絡し、パスワードを変更してください。\n',
      smsText:
        '{operator} {user} ヘルプデスクのコードで本人確認が行われました。心当たりがない場合はヘルプデスクに連絡し、' +
        'パスワードを変更してください。',
    },
  },
};
