import type { TriesLeft } from '../../../core/lock/lock.ts';
import { type Html, html } from '../html.ts';
import { duration } from './duration.ts';
import { enLinked } from './en-linked.ts';
import { enOwnMethods } from './en-own-methods.ts';
import { enRescue } from './en-rescue.ts';
import { enReset } from './en-reset.ts';
import { name } from './name.ts';

/** Every text of the pages in English. The Japanese file has the same shape, or it does not compile. */
export const en = {
  language: 'English',
  skip: 'Skip to the content',
  signingIn: (user: string, domain: string | undefined, application: string): Html =>
    html`${name(user)}${domain === undefined ? '' : html` (${name(domain)})`} · ${name(application)}`,
  errorTitle: (title: string) => `Error: ${title}`,
  otherWay: 'Try another way',
  cancel: (application: string): Html => html`Cancel and return to ${name(application)}`,
  returnTo: (application: string): Html => html`Return to ${name(application)}`,
  openSite: (host: string): Html => html`Open ${name(host)}`,
  continue: 'Continue',
  back: 'Back',
  /** `#`: a length of time. */
  ending: 'For your security, this page will close in #.',

  helpDesk: {
    unnamed: 'your help desk',
    withContact: (desk: Html, contact: Html): Html => html`${desk} (${contact})`,
    between: ', ',
    footer: (desk: Html): Html => html`Need help? Contact ${desk}.`,
    cannotUse: 'I can’t use this',
    cannotUseAny: 'I can’t use any of these',
    otherWay: 'Choose another way, if you have one at hand.',
    lost: (desk: Html): Html =>
      html`If you’ve lost your phone or your security key, deleted the app or can’t reach the address, contact ${desk}. They can help you get back in.`,
  },

  methods: {
    passkey: { name: 'Passkey', hint: () => html`Use your fingerprint, face, PIN or security key` },
    totp: { name: 'Authenticator app', hint: () => html`Enter the 6-digit code from your app` },
    email: { name: 'E-mail', hint: (to: string): Html => html`Get a code at ${name(to)}` },
    sms: { name: 'Text message', hint: (to: string): Html => html`Get a code at ${name(to)}` },
    push: { name: 'Approve on your phone', hint: () => html`Answer the request on your registered phone` },
  },
  marks: { default: 'Your default', last: 'Used here last time' },
  hide: {
    summary: 'Something here isn’t on this device?',
    hide: (method: string) => `Hide on this device: ${method}`,
    hidden: (count: number) => (count === 1 ? 'One more method is hidden' : `${count} more methods are hidden`),
    show: (method: string) => `Show again: ${method}`,
    lead: {
      hide: 'It’s only hidden in this browser. It stays yours, and you can show it again here.',
      show: 'You hid this in this browser. It still works everywhere.',
    },
  },

  choose: {
    title: 'Verify it’s you',
    lead: 'Choose how you want to verify.',
    leadOne: 'Continue to verify that it’s you.',
    leadEnrol: 'Before you change your sign-in methods, verify that it’s you.',
    action: (action: string): Html => html`You are about to: ${name(action)}`,
  },

  code: {
    titles: { totp: 'Enter the code from your app', email: 'Check your e-mail', sms: 'Check your messages' },
    leads: {
      totp: () => html`Open your authenticator app and enter the 6-digit code for this account.`,
      email: (to: string): Html => html`We sent a code to ${name(to)}.`,
      sms: (to: string): Html => html`We sent a code to ${name(to)}.`,
    },
    label: 'Code',
    submit: 'Verify',
    validFor: (ms: number) => `The code works once, for another ${duration('en', ms)}.`,
    over: 'This code has expired. Send a new one.',
    resend: 'Send a new code',
    /** `#`: a number of seconds. */
    resendIn: 'Send a new code in # s',
    nothingCame: 'Didn’t get it? Check your spam folder.',
    nothingCameSms: 'Didn’t get it? It can take a minute to arrive.',
  },

  errors: {
    wrong: 'That code isn’t right. Check it and try again.',
    expired: 'That code was right, but it has expired. Send a new one.',
    replayed: 'That code has already been used. Wait for the next one and enter that.',
    missing: 'Enter the code first.',
    plain: 'That didn’t work. Please try again.',
    ahead: (ms: number) =>
      `That code is for a different time: the clock on your phone is about ${duration('en', ms)} fast. Turn on automatic date and time on your phone, then enter a new code.`,
    behind: (ms: number) =>
      `That code is for a different time: the clock on your phone is about ${duration('en', ms)} slow. Turn on automatic date and time on your phone, then enter a new code.`,
    busy: 'Several requests came in at once. Please try again.',
    tooSoon: (ms: number) => `We just sent you a code. You can ask for a new one in ${duration('en', ms)}.`,
    sendLimit:
      'We’ve sent several codes without a correct answer, so we’ve stopped for now. Try again later, or use another method.',
    sendLimitUseLast:
      'We’ve sent several codes without a correct answer, so we’ve stopped for now. Enter the latest one.',
    deliveryFailed: 'The message couldn’t be delivered. Please try again.',
    unavailable: 'This method isn’t available right now.',
    foundOften: 'You’ve marked methods as found several times within an hour. Please try again later.',
    bypassOver: 'That code was right, but it has expired or was used already. Ask your help desk for a new one.',
    recoveryOther: 'That isn’t one of the codes that were made last. Check it, or make new ones.',
    recoveryReplaced: 'Other recovery codes were made in another window. Those count; the ones shown here don’t.',
    linkWrong: 'The domain, the user name or the password isn’t right.',
    linkWait: (ms: number) => `There were too many wrong passwords. You can try again in ${duration('en', ms)}.`,
    linkNotAllowed: 'These two accounts can’t be linked.',
    linkedNotProven: 'You haven’t verified with that account yet, or it’s too long ago. Please try again.',
    notApproved: 'A second person has to approve this code first. Ask your help desk, then enter the same code again.',
    pushStopped: 'A request was refused on your phone, so we don’t send any more for now.',
    email: 'Enter an e-mail address, such as name@example.com.',
    phone: 'Enter a phone number that can receive text messages.',
    stale: 'This page was open for too long, or you continued in another window. Please try again.',
    keyReplaced: 'A newer setup key was made in another window. Start again here and scan the new one.',
    notConnected: 'Your phone isn’t connected yet. Finish the steps on the phone first.',
    codeOver: 'The code for your phone has expired. Get a new one.',
    passkeyWrong: 'The passkey couldn’t be verified. Please try again.',
    passkeyUnknown: 'That passkey isn’t registered here any more. Continue with a method shown below.',
    passkeySynced: 'Passkeys that are copied to other devices don’t count here. Use a security key.',
    passkeyNeedsScript: 'Passkeys need JavaScript. Turn it on for this site, then try again.',
    passkeyUnverified:
      'The passkey didn’t check your fingerprint, face or PIN. Set up a PIN or screen lock for it, then try again.',
    passkeyName: 'Enter a name of 1 to 64 characters that can all be seen.',
    passkeyExists: 'This passkey is registered already.',
    passkeyLimit: 'You have as many passkeys as you can have. Remove one that you don’t use, then add the new one.',
    passkeyOver: 'This took too long, or you continued in another window. Start again here.',
    passkeyNeedsKey: 'Passkeys that are copied to other devices don’t count here. Add a security key instead.',
    begunOften: (ms: number) =>
      `You’ve started to add a method many times. You can start again in ${duration('en', ms)}.`,
    resetOften: (ms: number) =>
      `There were three resets within a week. You can ask again in ${duration('en', ms)}, or ask your help desk.`,
    resetNeedsHelp: 'You can’t reset your methods yourself. Ask your help desk.',
    needsProof:
      'For your security, you can’t add a method right now unless you first verify with one that you have. Try again tomorrow, or ask your help desk.',
    passkeyCopied:
      'This passkey wasn’t accepted, because there may be a copy of it. If you have a different method, verify with that, remove this passkey and add a new one. If not, contact your help desk.',
  },
  triesLeft: ({ count, isForGood }: TriesLeft): string =>
    `${count === 1 ? 'One more wrong code' : `${count} more wrong codes`} will lock you out${isForGood ? ' until your help desk unlocks you' : ' for a while'}.`,

  push: {
    title: 'Check your phone',
    lead: 'Open the approval page on your phone and enter these digits there.',
    leadPlain: 'Open the approval page on your phone and approve.',
    digits: 'Your digits',
    waiting: 'Waiting for your phone…',
    byHand: 'This page checks again every few seconds.',
    approved: 'Approved. One moment…',
    approvedTitle: 'Approved on your phone',
    expired: 'There was no answer in time.',
    again: 'Send the request again',
    nothingCame: 'No notification? Open the app on your phone: the request is waiting there.',
    open: 'How to open the approval page',
    scan: 'Scan this QR code with your phone, or open the address below. Use the browser in which you set it up.',
    qr: 'QR code that opens the approval page',
    here: 'Do you approve on this phone?',
    openHere: 'Open the approval page',
  },

  passkey: {
    title: 'Add a passkey',
    lead: 'Your browser will ask for your fingerprint, face or PIN, or for a security key. None of that is sent to us.',
    make: 'Make the passkey',
    tryIt: 'Use it once now, so that we both know that it works.',
    noScript: 'Passkeys need JavaScript. Turn it on for this site to use one.',
    /** Said by the script: what becomes of the question for the browser. */
    browser: {
      asking: 'Follow the steps that your browser shows.',
      unsupported: 'This browser can’t use passkeys.',
      forbidden: 'The browser doesn’t allow passkeys on this page.',
      /** `#`: the name of an error. */
      failed: 'The browser couldn’t do it (#). Please try again.',
      lost: 'We didn’t get the answer. Check your connection, then press the button again.',
    },
    get: {
      unfinished:
        'Your passkey wasn’t used: the request was cancelled or took too long, or the passkey isn’t on this device.',
      elsewhere: 'Your passkey is on a device that this one can’t reach.',
    },
    create: {
      already: 'There is a passkey of yours on this device or key already.',
      unfinished: 'The passkey wasn’t made: the request was cancelled or took too long. You can try again.',
      elsewhere:
        'This device has no fingerprint, face or PIN that the browser can use. Use a security key or your phone.',
    },
    rename: { title: 'Rename this passkey', label: 'Name', submit: 'Save' },
    mine: {
      rename: 'Rename',
      lastUsed: (date: Html): Html => html`Last used on ${date}`,
      neverUsed: 'Not used yet',
      synced: 'Synced',
      deviceBound: 'On one device only',
      unusable: 'Can’t be used here now. Remove it and add a new one, or ask your help desk.',
    },
    address: (address: string) => `Passkeys don’t work at this address. Open ${address} and sign in there.`,
  },

  ...enRescue,
  /** A lock that a passkey outlives. */
  codesLocked: {
    lead: 'Use your passkey to verify that it’s you.',
    until: (time: Html): Html =>
      html`There were too many wrong codes, so codes don’t work for now. They work again in ${time}.`,
    forGood: (desk: Html): Html =>
      html`There were too many wrong codes, so codes don’t work until ${desk} unlocks them.`,
  },
  locked: {
    title: 'Temporarily locked',
    titleForGood: 'Locked',
    titleOver: 'You can try again',
    tries: 'There were too many wrong codes.',
    triesOrSends: 'There were too many wrong codes, or too many codes were requested.',
    until: (why: string, time: Html): Html => html`${why} You can try again in ${time}.`,
    after: '',
    /** `#`: the time on the clock of the reader. */
    at: ' (at #)',
    forGood: (why: string, desk: Html): Html => html`${why} To be unlocked, contact ${desk}.`,
    over: 'The lock has ended. Go back and sign in again.',
    helps: 'What you can do',
    wait: 'Wait until then. Codes that you enter before that aren’t checked.',
    sooner: (desk: Html): Html => html`If it can’t wait, ask ${desk} to unlock you.`,
    clock: 'If you use an authenticator app, check that your phone sets its date and time automatically.',
    notYou: (desk: Html): Html =>
      html`If it wasn’t you who tried, somebody knows your password. Change it and tell ${desk}.`,
  },

  nothing: {
    title: 'No sign-in method yet',
    lead: 'You need a second way to verify that it’s you, and this account doesn’t have one yet.',
    titleUnusable: 'No method available right now',
    leadUnusable: 'None of the sign-in methods of this account can be used right now.',
    leadStopped: 'A request was refused on your phone, so requests are stopped, and this account has no other method.',
    ownPage: 'If your organisation has a page for sign-in methods, add one there.',
    ask: (desk: Html): Html => html`Contact ${desk} to set one up.`,
    askUnusable: (desk: Html): Html => html`Contact ${desk}. They can help you get back in.`,
  },

  denied: {
    title: 'Sign-in refused',
    lead: 'This sign-in was refused, so you are not signed in.',
    titleCancelled: 'Cancelled',
    leadCancelled: 'You cancelled, so you are not signed in.',
    leadEnrol: 'Methods that you had already added or removed stay that way.',
    help: 'If you didn’t start this, somebody knows your password. Change it now.',
  },
  expired: {
    title: 'This page has expired',
    lead: (application: string): Html =>
      html`For your security, it works for 10 minutes only. Return to ${name(application)} and sign in again.`,
    titleUnknown: 'This page can’t be used',
    leadUnknown:
      'It has expired, its address is incomplete, or your account has changed. Open the application again and sign in.',
  },
  otherBrowser: {
    title: 'Opened in another browser',
    lead: 'This page only works in the browser that opened it first. Go back to that browser, or sign in again here.',
  },
  noCookie: {
    title: 'Cookies are blocked',
    lead: 'Your browser didn’t send the cookie that this page needs. Allow cookies for this site, then sign in again.',
  },
  done: {
    title: 'Done',
    lead: 'You’ve been verified.',
    leadEnrol: 'Your sign-in methods are saved.',
  },
  broken: {
    title: 'Something went wrong',
    lead: (desk: Html): Html =>
      html`The problem is on our side. Please try again in a moment. If it happens again, contact ${desk}.`,
    again: 'Try again',
    notFound: 'Page not found',
    notFoundLead: 'The address may be incomplete. Open the application again and start over.',
  },

  enrol: {
    title: 'Your sign-in methods',
    lead: 'You use these to verify that it’s you.',
    none: 'You don’t have any yet. Add one to start.',
    recommended: { passkey: 'We recommend a passkey.', totp: 'We recommend an authenticator app.' },
    noneToAdd: (desk: Html): Html => html`There is nothing that you can add here yourself. Contact ${desk}.`,
    second: 'Add a second one now, so that you can still sign in if you lose the first.',
    yours: 'Your methods',
    add: 'Add a method',
    added: {
      passkey: 'Your passkey was added.',
      totp: 'Your authenticator app is connected.',
      email: 'Your e-mail address is confirmed.',
      sms: 'Your phone number is confirmed.',
      push: 'Your phone is connected.',
      recovery: 'Your new recovery codes work from now on. Keep them safe.',
    },
    removed: 'The method was removed.',
    remove: 'Remove',
    removeNamed: (what: string) => `Remove: ${what}`,
    since: (date: Html): Html => html`Added on ${date}`,
    justUsed: 'Just used',
    finish: 'Done',
    adding: {
      passkey: {
        name: 'Passkey',
        hint: 'Fingerprint, face or PIN of this device, or a security key. Can’t be phished',
      },
      totp: { name: 'Authenticator app', hint: 'A free app that shows a new code every 30 seconds' },
      push: { name: 'Your phone', hint: 'Approve sign-ins on this phone or another one' },
      email: { name: 'E-mail address', hint: 'Get codes by e-mail' },
      sms: { name: 'Phone number', hint: 'Get codes by text message' },
    },
    removeTitle: 'Remove this sign-in method?',
    removeWhat: (method: string, detail: string): Html =>
      detail === '' ? html`Remove ${method}?` : html`Remove ${method} (${name(detail)})?`,
    removeLead: 'You won’t be able to sign in with it any more.',
    removePasskey:
      'The passkey may stay on your device. You can delete it there, in the settings for passwords and passkeys.',
    removeJustUsed: 'You used this one just now to verify that it’s you. Are you sure that you don’t need it any more?',
    removeLeaves: 'You will still have:',
    removeLast: 'It’s the only one that you can sign in with, so it can’t be removed. Add another one first.',
    removeConfirm: 'Remove',
    keep: 'Keep it',
    notifies: {
      email: 'We’ll e-mail you about every change.',
      sms: 'We’ll text you about every change.',
    },
  },

  ...enOwnMethods,
  ...enLinked,
  totp: {
    title: 'Connect an authenticator app',
    lead: 'You can use any app that shows one-time codes.',
    start: 'Show the setup key',
    startLead: 'We’ll make a setup key for your app. Have your phone ready: the key is shown in this session only.',
    scan: 'Scan this QR code with the app.',
    qr: 'QR code with your setup key',
    or: 'Can’t scan it? Enter this setup key in the app:',
    here: 'Is the app on this phone?',
    open: 'Open Oracle Mobile Authenticator',
    openAny: 'Open the app',
    confirm: 'Then enter the 6-digit code that the app shows.',
    submit: 'Connect',
  },
  phone: {
    title: 'Connect your phone',
    lead: 'Scan this QR code with the camera of your phone, then follow the page that opens.',
    qr: 'QR code that opens the page for your phone',
    here: 'Do you want to use this phone?',
    openHere: 'Connect this phone',
    code: 'Or open this address on your phone and enter the code:',
    waiting: 'Waiting for your phone to connect…',
    check: 'Check the connection',
    start: 'Get a code for the phone',
    startLead: 'Your phone will make a key that stays on that phone. You approve sign-ins with it.',
  },
  address: {
    email: {
      title: 'Add an e-mail address',
      lead: 'We’ll send a code to make sure that the address is yours.',
      label: 'E-mail address',
      submit: 'Send a code',
    },
    sms: {
      title: 'Add a phone number',
      lead: 'We’ll text a code to make sure that the number is yours.',
      label: 'Phone number',
      submit: 'Send a code',
    },
  },

  reset: enReset,

  notMe: {
    link: 'It wasn’t me',
    title: 'It wasn’t you?',
    lead: 'We told you that something was begun for your account: a sign-in method being added, a reset, or a code from the help desk. Enter the code from that message to stop it.',
    label: 'Code from the message',
    submit: 'Stop it',
    wrong: 'That code isn’t right, or its time is over. Check the message again.',
    done: 'Stopped',
    doneLead:
      'Nothing is being added any more, and no code from the help desk works. For one day, a password alone is not enough to add a sign-in method.',
    doneReset:
      'The reset has ended, and your sign-in methods work as before. For one day, a password alone is not enough to add one.',
    next: 'What to do now',
    password: 'Change your password: somebody knows it.',
    tell: (desk: Html): Html =>
      html`Contact ${desk}. If a sign-in method was added before you came here, they can remove it.`,
  },
};

/** The shape of a language: the same names, any words. */
export type Texts = typeof en;
