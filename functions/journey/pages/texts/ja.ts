import { html } from '../html.ts';
import { duration } from './duration.ts';
import type { Texts } from './en.ts';
import { name } from './name.ts';

/** Every text of the pages in Japanese. */
export const ja: Texts = {
  language: '日本語',
  skip: '本文へ移動',
  signingIn: (user, domain, application) =>
    html`${name(user)}${domain === undefined ? '' : html`（${name(domain)}）`} · ${name(application)}`,
  errorTitle: (title) => `エラー：${title}`,
  otherWay: '別の方法で確認する',
  cancel: (application) => html`中止して${name(application)}に戻る`,
  returnTo: (application) => html`${name(application)}に戻る`,
  openSite: (host) => html`${name(host)}を開く`,
  continue: '次へ',
  back: '戻る',
  ending: '安全のため、この画面はあと#で使えなくなります。',

  helpDesk: {
    unnamed: 'ヘルプデスク',
    withContact: (desk, contact) => html`${desk}（${contact}）`,
    between: '、',
    footer: (desk) => html`お困りのときは、${desk}にお問い合わせください。`,
    cannotUse: 'この方法が使えない場合',
    cannotUseAny: 'どの方法も使えない場合',
    otherWay: '別の方法が使える場合は、その方法を選んでください。',
    lost: (desk) =>
      html`スマートフォンの紛失やアプリの削除などで確認できない場合は、${desk}にお問い合わせください。再び使えるように手続きします。`,
  },

  methods: {
    totp: { name: '認証アプリ', hint: () => html`アプリに表示されている6桁の数字を入力します` },
    email: { name: 'メール', hint: (to) => html`${name(to)}に確認コードを送ります` },
    sms: { name: 'SMS', hint: (to) => html`${name(to)}に確認コードを送ります` },
    push: { name: 'スマートフォンで承認', hint: () => html`登録済みのスマートフォンで承認します` },
  },
  lastUsed: '前回使用',

  choose: {
    title: '本人確認',
    lead: '続いて、本人確認の方法を選んでください。',
    leadOne: '続いて、本人確認をしてください。',
    leadEnrol: '本人確認の方法を変更する前に、本人確認をしてください。',
    action: (action) => html`承認する操作：${name(action)}`,
  },

  code: {
    titles: { totp: 'アプリのコードを入力', email: 'メールをご確認ください', sms: 'SMSをご確認ください' },
    leads: {
      totp: () => html`認証アプリを開き、このアカウントの6桁の数字を入力してください。`,
      email: (to) => html`${name(to)}に確認コードを送りました。`,
      sms: (to) => html`${name(to)}に確認コードを送りました。`,
    },
    label: '確認コード',
    submit: '確認する',
    validFor: (ms) => `あと${duration('ja', ms)}間有効で、1回だけ使えます。`,
    over: 'この確認コードは有効期限が切れました。新しいコードを送ってください。',
    resend: '新しいコードを送る',
    resendIn: '#秒後に再送できます',
    nothingCame: '届かない場合は、迷惑メールのフォルダーをご確認ください。',
    nothingCameSms: '届くまで1分ほどかかることがあります。',
  },

  errors: {
    wrong: 'コードが正しくありません。もう一度確かめて入力してください。',
    expired: 'コードは合っていますが、有効期限が切れています。新しいコードを送ってください。',
    replayed: 'このコードはすでに使われています。次のコードが表示されたら入力してください。',
    missing: 'コードを入力してください。',
    plain: '確認できませんでした。もう一度お試しください。',
    ahead: (ms) =>
      `このコードは別の時刻のものです。スマートフォンの時計が約${duration('ja', ms)}進んでいます。日時の自動設定をオンにしてから、新しいコードを入力してください。`,
    behind: (ms) =>
      `このコードは別の時刻のものです。スマートフォンの時計が約${duration('ja', ms)}遅れています。日時の自動設定をオンにしてから、新しいコードを入力してください。`,
    busy: '同時に複数の操作がありました。もう一度お試しください。',
    tooSoon: (ms) => `コードを送ったばかりです。${duration('ja', ms)}後に再送できます。`,
    sendLimit: '正しい入力がないまま何度も送ったため、送信を止めています。最後に届いたコードを使ってください。',
    deliveryFailed: 'メッセージを届けられませんでした。もう一度お試しください。',
    unavailable: 'この方法は現在使えません。',
    pushStopped: 'スマートフォンで拒否されたため、確認の送信を止めています。',
    email: 'メールアドレスを入力してください（例：name@example.com）。',
    phone: 'SMSを受け取れる電話番号を入力してください。',
    stale: 'この画面を長く開いていたか、別の画面で操作が行われました。もう一度お試しください。',
    keyReplaced:
      '別の画面で新しいセットアップキーが作られました。ここで最初からやり直し、新しいキーを読み取ってください。',
    notConnected: 'スマートフォンの登録がまだ終わっていません。先にスマートフォンの画面で登録を済ませてください。',
    codeOver: 'スマートフォン用のコードの有効期限が切れました。新しいコードを表示してください。',
  },
  triesLeft: ({ count, isForGood }) =>
    `あと${count}回間違えると、${isForGood ? 'ロックされ、ヘルプデスクでの解除が必要になります' : '一時的にロックされます'}。`,

  push: {
    title: 'スマートフォンをご確認ください',
    lead: 'スマートフォンで承認用の画面を開き、この数字を入力してください。',
    leadPlain: 'スマートフォンで承認用の画面を開き、承認してください。',
    digits: '入力する数字',
    waiting: 'スマートフォンの操作を待っています…',
    byHand: 'この画面は数秒ごとに更新されます。',
    approved: '承認されました。お待ちください…',
    approvedTitle: 'スマートフォンで承認されました',
    expired: '時間内に応答がありませんでした。',
    again: 'もう一度スマートフォンに送る',
    nothingCame: '通知が届かない場合は、スマートフォンのアプリを開くと、承認待ちのサインインが表示されます。',
    open: '承認用の画面の開き方',
    scan: 'スマートフォンでQRコードを読み取るか、次のアドレスを開いてください。登録したときと同じブラウザーを使ってください。',
    qr: '承認用の画面を開くQRコード',
    here: 'この端末で承認する場合',
    openHere: '承認用の画面を開く',
  },

  locked: {
    title: '一時的にロックされています',
    titleForGood: 'ロックされています',
    titleOver: 'もう一度お試しいただけます',
    tries: '入力の誤りが続いたためです。',
    triesOrSends: '入力の誤りか、コードの送信が続いたためです。',
    until: (why, time) => html`${why}${time}にもう一度お試しください。`,
    after: '後',
    at: '（#ごろ）',
    forGood: (why, desk) => html`${why}ロックの解除は、${desk}にお問い合わせください。`,
    over: 'ロックは解除されました。元の画面に戻り、もう一度サインインしてください。',
    helps: '次のことをお試しください',
    wait: 'その時刻までお待ちください。それまでに入力したコードは確認されません。',
    sooner: (desk) => html`お急ぎの場合は、${desk}にロックの解除をご依頼ください。`,
    clock: '認証アプリをお使いの場合は、スマートフォンの日時が自動で設定されているか確認してください。',
    notYou: (desk) =>
      html`心当たりがない場合は、第三者にパスワードを知られています。パスワードを変更し、${desk}に連絡してください。`,
  },

  nothing: {
    title: '本人確認の方法がありません',
    lead: 'このアカウントには本人確認の方法がまだ登録されていないため、先に進めません。',
    titleUnusable: '現在使える本人確認の方法がありません',
    leadUnusable: 'このアカウントに登録されている方法は、現在どれも使えません。',
    leadStopped:
      'スマートフォンで拒否されたため、確認の送信を止めています。このアカウントで使える方法は、ほかにありません。',
    ownPage: '本人確認の方法を登録する画面がある場合は、そこで追加してください。',
    ask: (desk) => html`登録については、${desk}にお問い合わせください。`,
    askUnusable: (desk) => html`${desk}にお問い合わせください。再び使えるように手続きします。`,
  },

  denied: {
    title: 'サインインは拒否されました',
    lead: 'このサインインは拒否されたため、行われていません。',
    titleCancelled: '中止しました',
    leadCancelled: '中止したため、サインインは行われていません。',
    leadEnrol: '中止する前に追加または削除した方法は、変更されたままです。',
    help: '心当たりがない場合は、第三者にパスワードを知られています。すぐにパスワードを変更してください。',
  },
  expired: {
    title: '有効期限が切れました',
    lead: (application) =>
      html`安全のため、この画面の有効期間は10分です。${name(application)}に戻り、もう一度サインインしてください。`,
    titleUnknown: 'この画面は使えません',
    leadUnknown:
      '有効期限が切れたか、アドレスが途中で切れているか、アカウントが変更されています。アプリケーションを開き、もう一度サインインしてください。',
  },
  otherBrowser: {
    title: '別のブラウザーで開かれています',
    lead: 'この画面は、最初に開いたブラウザーだけで使えます。そのブラウザーに戻るか、ここでもう一度サインインしてください。',
  },
  noCookie: {
    title: 'Cookieがブロックされています',
    lead: 'この画面に必要なCookieがブラウザーから送られませんでした。このサイトのCookieを許可してから、もう一度サインインしてください。',
  },
  done: {
    title: '完了しました',
    lead: '本人確認が完了しました。',
    leadEnrol: '本人確認の方法を保存しました。',
  },
  broken: {
    title: '問題が発生しました',
    lead: (desk) =>
      html`サービス側の問題です。少し待ってから、もう一度お試しください。繰り返し表示される場合は、${desk}にお問い合わせください。`,
    again: 'もう一度試す',
    notFound: 'ページが見つかりません',
    notFoundLead: 'アドレスが途中で切れている可能性があります。アプリケーションを開き、最初からやり直してください。',
  },

  enrol: {
    title: '本人確認の方法',
    lead: '次の方法で本人確認をします。',
    none: 'まだ登録されていません。まず1つ追加してください。',
    recommended: '認証アプリをお勧めします。',
    noneToAdd: (desk) => html`この画面で追加できる方法がありません。${desk}にお問い合わせください。`,
    second: '続けて2つ目を追加してください。スマートフォンをなくしたときにも、サインインできるようになります。',
    yours: '登録済み',
    add: '追加する',
    added: {
      totp: '認証アプリを登録しました。',
      email: 'メールアドレスを確認しました。',
      sms: '電話番号を確認しました。',
      push: 'スマートフォンを登録しました。',
    },
    removed: '削除しました。',
    remove: '削除',
    removeNamed: (what) => `${what}を削除`,
    since: (date) => html`登録日：${date}`,
    justUsed: '今回使用',
    finish: '完了する',
    adding: {
      totp: { name: '認証アプリ', hint: '30秒ごとに新しいコードを表示する無料のアプリ' },
      push: { name: 'スマートフォン', hint: 'この端末か別の端末で、サインインを承認します' },
      email: { name: 'メールアドレス', hint: '確認コードをメールで受け取ります' },
      sms: { name: '電話番号', hint: '確認コードをSMSで受け取ります' },
    },
    removeTitle: '本人確認の方法を削除しますか？',
    removeWhat: (method, detail) =>
      detail === '' ? html`${method}を削除しますか？` : html`${method}（${name(detail)}）を削除しますか？`,
    removeLead: '削除すると、この方法ではサインインできなくなります。',
    removeJustUsed: 'さきほどの本人確認に使った方法です。本当に不要か、もう一度ご確認ください。',
    removeLeaves: '削除したあとに残る方法：',
    removeLast: 'サインインに使える方法がほかにないため、削除できません。先に別の方法を追加してください。',
    removeConfirm: '削除する',
    keep: '削除しない',
    notifies: {
      email: '変更があるたびに、メールでお知らせします。',
      sms: '変更があるたびに、SMSでお知らせします。',
    },
  },

  totp: {
    title: '認証アプリの登録',
    lead: 'ワンタイムコードを表示するアプリであれば、どれでも使えます。',
    start: 'セットアップキーを表示する',
    startLead:
      'アプリに登録するセットアップキーを作ります。スマートフォンをご用意ください。キーはこの手続きの間だけ表示されます。',
    scan: 'このQRコードをアプリで読み取ってください。',
    qr: 'セットアップキーを含むQRコード',
    or: '読み取れない場合は、このセットアップキーをアプリに入力してください。',
    here: 'この端末にアプリが入っている場合',
    open: 'Oracle Mobile Authenticatorを開く',
    openAny: 'アプリを開く',
    confirm: '次に、アプリに表示されている6桁の数字を入力してください。',
    submit: '登録する',
  },
  phone: {
    title: 'スマートフォンの登録',
    lead: 'このQRコードをスマートフォンのカメラで読み取り、開いた画面の案内に従ってください。',
    qr: 'スマートフォン用の画面を開くQRコード',
    here: 'この端末を登録する場合',
    openHere: 'この端末を登録する',
    code: 'または、スマートフォンで次のアドレスを開き、コードを入力してください。',
    waiting: 'スマートフォンの登録を待っています…',
    check: '登録状況を確認する',
    start: 'コードを表示する',
    startLead: '登録する端末の中だけに保存される鍵を作ります。この鍵でサインインを承認します。',
  },
  address: {
    email: {
      title: 'メールアドレスの追加',
      lead: 'ご自身のアドレスであることを確かめるため、確認コードを送ります。',
      label: 'メールアドレス',
      submit: 'コードを送る',
    },
    sms: {
      title: '電話番号の追加',
      lead: 'ご自身の番号であることを確かめるため、SMSで確認コードを送ります。',
      label: '電話番号',
      submit: 'コードを送る',
    },
  },

  notMe: {
    link: '心当たりがない場合',
    title: '心当たりがありませんか？',
    lead: 'お使いのアカウントに本人確認の方法を追加する手続きが始まったことをお知らせしました。お知らせに書かれたコードを入力すると、手続きを止められます。',
    label: 'お知らせのコード',
    submit: '手続きを止める',
    wrong: 'コードが正しくないか、1日の有効期限を過ぎています。お知らせをもう一度ご確認ください。',
    done: '手続きを止めました',
    doneLead: '追加の手続きを終了しました。これから1日間は、パスワードだけで本人確認の方法を追加することはできません。',
    next: '次にしていただくこと',
    password: 'パスワードを変更してください。第三者に知られています。',
    tell: (desk) => html`${desk}に連絡してください。すでに追加された方法があれば、ヘルプデスクで削除します。`,
  },
};
