import type { Language } from '../messages/languages.ts';

/** `proved`: a proof in the other account opened this one for a new factor. */
export type LinkEvent = 'linked' | 'unlinked' | 'proved' | 'helped';

interface LinkTexts {
  readonly subject: string;
  readonly text: string;
  readonly smsText: string;
}

/** Of an account and the one that it is linked to. No text has a link, as in the other notices. */
export const LINK_TEXTS: Readonly<Record<Language, Readonly<Record<LinkEvent, LinkTexts>>>> = {
  en: {
    linked: {
      subject: '{operator}: two of your accounts were linked',
      text:
        'Two accounts were linked as those of one person.\n\n' +
        'User: {user}\nLinked account: {other}\nTime: {time}\n\n' +
        'If you can’t use any of your ways to verify that it’s you in one of them, you can verify that it’s you in the ' +
        'other one and add a new way.\n\n' +
        'If both accounts are yours, you don’t need to do anything.\n\n' +
        'If one of them isn’t yours, contact {helpDesk} right away and change your password.\n',
      smsText:
        '{operator}, {user}: linked to {other}. Not your account? Contact your help desk and change your password.',
    },
    unlinked: {
      subject: '{operator}: two of your accounts are no longer linked',
      text:
        'Two accounts are no longer linked. Neither helps with the other one any more.\n\n' +
        'User: {user}\nUnlinked account: {other}\nTime: {time}\n\n' +
        'If you don’t know why, contact {helpDesk}.\n',
      smsText: '{operator}, {user}: no longer linked to {other}. Not expected? Contact your help desk.',
    },
    proved: {
      subject: '{operator}: a new sign-in method may now be added to your account',
      text:
        'Somebody signed in to your account with its password, said that none of its ways to verify a sign-in were at ' +
        'hand, and verified the sign-in with the linked account instead. A new way can now be added to your account. Once ' +
        'it is, the old ones stop working.\n\n' +
        'User: {user}\nLinked account: {other}\nTime: {time}\n\n' +
        'If this was you, you don’t need to do anything about this message.\n\n' +
        'If it wasn’t you, somebody has your passwords and a device of yours. Contact {helpDesk} right away and change the ' +
        'passwords of both accounts.\n',
      smsText:
        '{operator}, {user}: verified with {other}, a new sign-in method may be added. Not you? Contact your help desk and ' +
        'change your passwords.',
    },
    helped: {
      subject: '{operator}: your account was used to help with a linked one',
      text:
        'Your account was used to verify a sign-in to the linked account, to which a new way to verify sign-ins may now be ' +
        'added.\n\n' +
        'User: {user}\nLinked account: {other}\nTime: {time}\n\n' +
        'If this was you, you don’t need to do anything.\n\n' +
        'If it wasn’t you, somebody has your passwords and a device of yours. Contact {helpDesk} right away and change the ' +
        'passwords of both accounts.\n',
      smsText:
        '{operator}, {user}: used to verify a sign-in to {other}. Not you? Contact your help desk and change your passwords.',
    },
  },
  ja: {
    linked: {
      subject: '{operator}：2つのアカウントが連携されました',
      text:
        '次の2つのアカウントが、同じ人のものとして連携されました。\n\n' +
        'ユーザー：{user}\n連携先のアカウント：{other}\n日時：{time}\n\n' +
        '一方のアカウントで本人確認の方法がどれも使えなくなったときに、もう一方のアカウントで本人確認をして、新しい方法を追加できます。\n\n' +
        'どちらもご自身のアカウントであれば、対応は不要です。\n\n' +
        'ご自身のものでないアカウントがある場合は、すぐに{helpDesk}に連絡し、パスワードを変更してください。\n',
      smsText:
        '{operator} {user} {other}と連携されました。ご自身のアカウントでない場合はヘルプデスクに連絡し、パスワードを変更してください。',
    },
    unlinked: {
      subject: '{operator}：アカウントの連携が解除されました',
      text:
        '次の2つのアカウントの連携が解除されました。今後、一方のアカウントでもう一方の本人確認を助けることはできません。\n\n' +
        'ユーザー：{user}\n解除された連携先：{other}\n日時：{time}\n\n' +
        '心当たりがない場合は、{helpDesk}に連絡してください。\n',
      smsText:
        '{operator} {user} {other}との連携が解除されました。心当たりがない場合はヘルプデスクに連絡してください。',
    },
    proved: {
      subject: '{operator}：新しい本人確認の方法を追加できる状態になりました',
      text:
        'お使いのアカウントにパスワードでサインインした人が、本人確認の方法がどれも使えないとして、連携先のアカウントで本人確認をしました。' +
        'お使いのアカウントに新しい方法を追加できる状態になっています。追加されると、これまでの方法は使えなくなります。\n\n' +
        'ユーザー：{user}\n連携先のアカウント：{other}\n日時：{time}\n\n' +
        'ご自身による操作であれば、このメッセージへの対応は不要です。\n\n' +
        '心当たりがない場合は、パスワードと端末が第三者の手に渡っています。すぐに{helpDesk}に連絡し、両方のアカウントのパスワードを変更してください。\n',
      smsText:
        '{operator} {user} {other}での本人確認により、新しい本人確認の方法を追加できます。心当たりがない場合はヘルプデスクに連絡し、パスワードを変更してください。',
    },
    helped: {
      subject: '{operator}：連携先のアカウントのために本人確認が行われました',
      text:
        'お使いのアカウントで、連携先のアカウントへのサインインの本人確認が行われました。連携先のアカウントには、新しい本人確認の方法を追加できます。\n\n' +
        'ユーザー：{user}\n連携先のアカウント：{other}\n日時：{time}\n\n' +
        'ご自身による操作であれば、対応は不要です。\n\n' +
        '心当たりがない場合は、パスワードと端末が第三者の手に渡っています。すぐに{helpDesk}に連絡し、両方のアカウントのパスワードを変更してください。\n',
      smsText:
        '{operator} {user} {other}へのサインインの本人確認に使われました。心当たりがない場合はヘルプデスクに連絡し、パスワードを変更してください。',
    },
  },
};
