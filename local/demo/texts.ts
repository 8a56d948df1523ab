import type { Language } from '../../functions/core/messages/languages.ts';

const EN = {
  title: 'Demo application',
  intro: 'This page takes two steps to sign in: this application checks the password, Sekisho the second step.',
  userId: 'User name',
  password: 'Password',
  signIn: 'Sign in',
  wrong: 'The user name or the password is wrong.',
  hint: 'Try alice with alice-password, or bob with bob-password.',
  welcome: (name: string) => `Welcome, ${name}`,
  verified: 'Both steps were right. This is the token that Sekisho signed, verified with its published key.',
  factors: 'Add or change sign-in methods',
  signOut: 'Sign out',
  again: 'Start again',
  refused: 'You are not signed in',
  foreign: 'This answer does not belong to a sign-in that was begun in this browser.',
  cancelled: 'You cancelled the second step.',
  denied: 'The second step was refused, or none of your methods can be used now.',
  expired: 'The time for the second step is over.',
  unfinished: 'The second step is not finished yet.',
  notEnrolled: 'Your password was right, but you have not set up a second step yet.',
  enrol: 'Set up a second step',
  locked: 'There were too many wrong codes. Please wait and try again.',
  other: (code: string) => `Sekisho refused: ${code}.`,
};

const JA: typeof EN = {
  title: 'デモアプリケーション',
  intro: '2段階認証で保護されたページです。パスワードはこのアプリケーションが、2つ目の確認はSekishoが行います。',
  userId: 'ユーザー名',
  password: 'パスワード',
  signIn: 'サインイン',
  wrong: 'ユーザー名またはパスワードが違います。',
  hint: 'alice（パスワードはalice-password）またはbob（bob-password）でお試しください。',
  welcome: (name) => `ようこそ、${name}さん`,
  verified: '2段階とも確認できました。次は、Sekishoが署名し、公開鍵で検証したトークンの内容です。',
  factors: '確認方法を追加・変更する',
  signOut: 'サインアウト',
  again: '最初からやり直す',
  refused: 'サインインできませんでした',
  foreign: 'この応答は、このブラウザーで始めたサインインのものではありません。',
  cancelled: '2つ目の確認を中止しました。',
  denied: '2つ目の確認が拒否されたか、今使える確認方法がありません。',
  expired: '2つ目の確認の有効期限が切れました。',
  unfinished: '2つ目の確認がまだ終わっていません。',
  notEnrolled: 'パスワードは確認できましたが、2つ目の確認方法がまだ登録されていません。',
  enrol: '確認方法を登録する',
  locked: '入力の誤りが続いたため、一時的にロックされています。しばらくしてから、もう一度お試しください。',
  other: (code) => `Sekishoから断られました（${code}）。`,
};

export type DemoTexts = typeof EN;
export const TEXTS: Readonly<Record<Language, DemoTexts>> = { en: EN, ja: JA };
