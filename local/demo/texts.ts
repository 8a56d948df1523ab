import type { Language } from '../../functions/core/messages/languages.ts';

const EN = {
  title: 'Demo application',
  intro: 'A page behind two factors: this application checks the password, Sekisho the second one.',
  userId: 'User name',
  password: 'Password',
  signIn: 'Sign in',
  wrong: 'The user name or the password is wrong.',
  hint: 'Try alice with alice-password, or bob with bob-password.',
  welcome: (name: string) => `Welcome, ${name}`,
  verified: 'Both factors were right. This is the token that Sekisho signed, verified with its published key:',
  claim: 'Claim',
  value: 'Value',
  factors: 'Add or remove factors',
  signOut: 'Sign out',
  inbox: 'Mails and text messages',
  phone: 'Phone',
  again: 'Start again',
  refused: 'You are not signed in',
  foreign: 'This answer does not belong to a sign-in that was begun in this browser.',
  denied: 'The second factor was refused.',
  locked: 'Too many wrong codes. Please wait and try again.',
  other: (code: string) => `There is no valid result (${code}).`,
};

const JA: typeof EN = {
  title: 'デモアプリケーション',
  intro: '二つの要素で守られたページです。パスワードはこのアプリケーションが、第二の要素は Sekisho が確認します。',
  userId: 'ユーザー名',
  password: 'パスワード',
  signIn: 'サインイン',
  wrong: 'ユーザー名またはパスワードが違います。',
  hint: 'alice（パスワード alice-password）または bob（bob-password）でお試しください。',
  welcome: (name) => `ようこそ、${name} さん`,
  verified: '二つの要素とも確認できました。Sekisho が署名し、公開鍵で検証済みのトークンの内容です。',
  claim: '項目',
  value: '値',
  factors: '認証方法を追加・削除する',
  signOut: 'サインアウト',
  inbox: 'メールと SMS',
  phone: 'スマートフォン',
  again: '最初からやり直す',
  refused: 'サインインできませんでした',
  foreign: 'この応答は、このブラウザーで始めたサインインのものではありません。',
  denied: '第二の要素が拒否されました。',
  locked: '間違ったコードが続いたためロックされました。しばらく待ってからやり直してください。',
  other: (code) => `有効な結果がありません（${code}）。`,
};

export type DemoTexts = typeof EN;
export const TEXTS: Readonly<Record<Language, DemoTexts>> = { en: EN, ja: JA };
