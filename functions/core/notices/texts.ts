import type { Language } from '../messages/languages.ts';

/** The factors that a notice can name. */
export type NoticeFactor = 'totp' | 'email' | 'sms' | 'push' | 'passkey' | 'recovery' | 'recovery-code';

/**
 * `begun`: a code was handed out that connects a device; the device connects by itself. `copied`: nothing has changed, but
 * a proof was refused, because there may be a copy of what made it. `synced`: the person did nothing here, but what he has
 * can be copied since. `used`: a code for an emergency let somebody in.
 */
export type NoticeChange = 'begun' | 'added' | 'removed' | 'replaced' | 'lost' | 'found' | 'copied' | 'synced' | 'used';

export interface NoticeTexts {
  readonly subject: Said;
  readonly changes: Readonly<Record<NoticeChange, string>>;
  readonly factors: Readonly<Record<NoticeFactor, string>>;
  /** Of one that its owner gave a name. */
  readonly namedFactor: string;
  readonly text: Said;
  /** What to do when it was somebody else. */
  readonly notYou: WayOut;
  readonly smsText: string;
  readonly smsNotYou: WayOut;
  /** The help desk of an operator who has not named it. */
  readonly helpDesk: string;
  readonly helpDeskWithPhone: string;
}

/** What the person changed is said in other words than what is about to, what was refused and what became of itself. */
interface Said {
  readonly begun: string;
  readonly changed: string;
  readonly copied: string;
  readonly synced: string;
  readonly used: string;
}

/** `{code}` ends what was begun; `plain` is for what has happened already. */
interface WayOut {
  readonly plain: string;
  readonly withCode: string;
  readonly copied: string;
  readonly synced: string;
}

/** No text has a link, as in the messages with PINs: nobody should learn to follow one to sign in. */
export const NOTICE_TEXTS: Readonly<Record<Language, NoticeTexts>> = {
  en: {
    subject: {
      begun: '{operator}: a sign-in method is being added',
      changed: '{operator}: your sign-in methods have changed',
      copied: '{operator}: your passkey was refused',
      synced: '{operator}: your passkey can now be copied to other devices',
      used: '{operator}: a code for emergencies was used',
    },
    changes: {
      begun: 'Being added: {factor}',
      added: 'Added: {factor}',
      removed: 'Removed: {factor}',
      replaced: 'Replaced: {factor}',
      lost: 'Reported lost, and stopped: {factor}',
      found: 'Reported found, and works again: {factor}',
      copied: 'Refused: {factor}',
      synced: 'Can be copied to other devices from now on: {factor}',
      used: 'Used: {factor}',
    },
    factors: {
      totp: 'authenticator app',
      email: 'e-mail address',
      sms: 'phone number for text messages',
      push: 'phone that approves sign-ins',
      passkey: 'passkey',
      recovery: 'recovery codes',
      'recovery-code': 'recovery code',
    },
    namedFactor: '{factor} “{name}”',
    text: {
      begun:
        'A new way to verify that it’s you is being added to your account. It doesn’t work yet.\n\n' +
        'User: {user}\n{change}\nTime: {time}\n\n' +
        'If this was you, you don’t need to do anything about this message.\n\n',
      changed:
        'The ways to verify that it’s you have changed.\n\n' +
        'User: {user}\n{change}\nTime: {time}\n\n' +
        'If this was you, you don’t need to do anything.\n\n',
      copied:
        'Somebody used your passkey to verify a sign-in, and we didn’t accept it, because there may be a copy of it. It is ' +
        'a passkey that can’t be copied, yet it looked as if there were two. A fault in the device that keeps it can be ' +
        'the reason, too.\n\n' +
        'User: {user}\n{change}\nTime: {time}\n\n',
      synced:
        'A passkey of yours used to be on one device only. Since its last use it can be copied to other devices, as ' +
        'password managers do for all devices of one account. It still works.\n\n' +
        'User: {user}\n{change}\nTime: {time}\n\n',
      used:
        'Somebody who has no other way to verify a sign-in at hand used a code that is meant for that.\n\n' +
        'User: {user}\n{change}\nTime: {time}\n\n' +
        'If this was you, you don’t need to do anything about this message.\n\n',
    },
    notYou: {
      plain: 'If it wasn’t you, contact {helpDesk} right away and change your password.\n',
      withCode:
        'If it wasn’t you, somebody knows your password. To stop them, choose “It wasn’t me” at the bottom of any page on ' +
        'which {operator} asks you to verify a sign-in, and enter this code: {code}\nIt works for one day. Then change ' +
        'your password and contact {helpDesk}.\n',
      copied:
        'If this was you, verify that it’s you in another way, remove this passkey and add a new one.\n\n' +
        'If it wasn’t you, contact {helpDesk} right away and change your password.\n',
      synced:
        'If you keep your passkeys in an account that copies them to your devices, you don’t need to do anything.\n\n' +
        'If you don’t know of one, remove this passkey, add a new one and contact {helpDesk}.\n',
    },
    smsText: '{operator}, {user}: {change}. ',
    smsNotYou: {
      plain: 'Not you? Contact your help desk and change your password.',
      withCode: `Not you? Enter {code} under "It wasn't me" on the sign-in page and change your password.`,
      copied:
        'There may be a copy of it: remove it and add a new one. Not you? Contact your help desk and change your password.',
      synced: 'Not expected? Remove it, add a new one and contact your help desk.',
    },
    helpDesk: 'your help desk',
    helpDeskWithPhone: '{name} ({phone})',
  },
  ja: {
    subject: {
      begun: '{operator}：本人確認の方法を追加する手続きが始まりました',
      changed: '{operator}：本人確認の方法が変更されました',
      copied: '{operator}：パスキーの使用を受け付けませんでした',
      synced: '{operator}：パスキーがほかの端末にコピーできるようになりました',
      used: '{operator}：緊急用のコードが使われました',
    },
    changes: {
      begun: '追加の手続き中：{factor}',
      added: '追加：{factor}',
      removed: '削除：{factor}',
      replaced: '変更：{factor}',
      lost: '紛失の届け出（使用停止）：{factor}',
      found: '紛失の届け出の取り消し（使用再開）：{factor}',
      copied: '使用の拒否：{factor}',
      synced: '今後はほかの端末にコピーできます：{factor}',
      used: '使用：{factor}',
    },
    factors: {
      totp: '認証アプリ',
      email: 'メールアドレス',
      sms: 'SMSを受け取る電話番号',
      push: 'サインインを承認するスマートフォン',
      passkey: 'パスキー',
      recovery: 'リカバリーコード一式',
      'recovery-code': 'リカバリーコード',
    },
    namedFactor: '{factor}「{name}」',
    text: {
      begun:
        'お使いのアカウントに、本人確認の方法を追加する手続きが始まりました。まだ使える状態にはなっていません。\n\n' +
        'ユーザー：{user}\n{change}\n日時：{time}\n\n' +
        'ご自身による手続きであれば、このメッセージへの対応は不要です。\n\n',
      changed:
        '本人確認の方法が変更されました。\n\n' +
        'ユーザー：{user}\n{change}\n日時：{time}\n\n' +
        'ご自身による変更であれば、対応は不要です。\n\n',
      copied:
        'サインインの本人確認にお使いのパスキーが使われましたが、複製されたおそれがあるため受け付けませんでした。' +
        '複製できない種類のパスキーですが、同じものが2つあるような動きが見られました。保存先の機器の不具合が原因の場合もあります。\n\n' +
        'ユーザー：{user}\n{change}\n日時：{time}\n\n',
      synced:
        'お使いのパスキーは、これまで1台の端末だけにありました。前回の使用から、ほかの端末にコピーできるようになっています。' +
        'パスワードマネージャーが、同じアカウントの端末に同期する場合などです。パスキーはこれまでどおり使えます。\n\n' +
        'ユーザー：{user}\n{change}\n日時：{time}\n\n',
      used:
        'ほかの方法が使えないときのためのコードで、サインインの本人確認が行われました。\n\n' +
        'ユーザー：{user}\n{change}\n日時：{time}\n\n' +
        'ご自身による操作であれば、対応は不要です。\n\n',
    },
    notYou: {
      plain: '心当たりがない場合は、すぐに{helpDesk}に連絡し、パスワードを変更してください。\n',
      withCode:
        '心当たりがない場合は、第三者にパスワードを知られています。{operator}の本人確認の画面の下にある「心当たりがない場合」を' +
        '開き、次のコードを入力して手続きを止めてください：{code}\nコードは1日間有効です。そのあとパスワードを変更し、' +
        '{helpDesk}に連絡してください。\n',
      copied:
        'ご自身による操作であれば、ほかの方法で本人確認をして、このパスキーを削除し、新しいパスキーを追加してください。\n\n' +
        '心当たりがない場合は、すぐに{helpDesk}に連絡し、パスワードを変更してください。\n',
      synced:
        'パスキーを端末間で同期するアカウントをお使いであれば、対応は不要です。\n\n' +
        'そのようなアカウントに心当たりがない場合は、このパスキーを削除し、新しいパスキーを追加して、{helpDesk}に連絡してください。\n',
    },
    smsText: '{operator} {user} {change}。',
    smsNotYou: {
      plain: '心当たりがない場合はヘルプデスクに連絡し、パスワードを変更してください。',
      withCode:
        '心当たりがない場合は、本人確認の画面の「心当たりがない場合」に {code} を入力し、パスワードを変更してください。',
      copied:
        '複製のおそれがあります。このパスキーを削除し、新しいものを追加してください。心当たりがない場合はヘルプデスクに連絡し、' +
        'パスワードを変更してください。',
      synced: '心当たりがない場合は、このパスキーを削除し、新しいものを追加して、ヘルプデスクに連絡してください。',
    },
    helpDesk: 'ヘルプデスク',
    helpDeskWithPhone: '{name}（{phone}）',
  },
};
