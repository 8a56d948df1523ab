import { duration } from './duration.ts';
import { isolate } from './isolate.ts';

/** Every text of the pages in English. The Japanese file has the same shape, or it does not compile. */
export const en = {
  language: 'English',
  skip: 'Skip to the content',
  signingIn: (user: string, domain: string, application: string) =>
    `${isolate(user)} (${isolate(domain)}) · ${isolate(application)}`,
  errorTitle: (title: string) => `Error: ${title}`,
  otherWay: 'Try another way',
  cancel: (application: string) => `Cancel and return to ${isolate(application)}`,
  returnTo: (application: string) => `Return to ${isolate(application)}`,
  continue: 'Continue',
  back: 'Back',

  methods: {
    totp: { name: 'Authenticator app', hint: () => 'Type the 6 digits that your app shows now' },
    email: { name: 'E-mail', hint: (to: string) => `We mail a code to ${isolate(to)}` },
    sms: { name: 'Text message', hint: (to: string) => `We text a code to ${isolate(to)}` },
    push: { name: 'Your phone', hint: () => 'We ask your phone, and you approve there' },
  },
  lastUsed: 'Used last time',

  choose: {
    title: 'Is it really you?',
    lead: 'Your password was right. Choose how to confirm that it is you.',
    leadEnrol: 'Before you change your sign-in methods, confirm that it is you.',
    action: (action: string) => `You are about to: ${isolate(action)}`,
  },

  code: {
    titles: { totp: 'Type the code from your app', email: 'Check your e-mail', sms: 'Check your messages' },
    leads: {
      totp: () => 'Open your authenticator app and type the 6 digits for this account.',
      email: (to: string) => `We mailed a code to ${isolate(to)}.`,
      sms: (to: string) => `We texted a code to ${isolate(to)}.`,
    },
    label: 'Code',
    submit: 'Confirm',
    validFor: (ms: number) => `It is good for ${duration('en', ms)} and works once.`,
    resend: 'Send a new code',
    resendIn: 'New code in',
    seconds: 's',
    nothingCame: 'Nothing came? Look into the folder for unwanted mail, or try another way.',
    nothingCameSms: 'Nothing came? It can take a minute. Or try another way.',
  },

  errors: {
    wrong: 'That code is not right. Look at it again and type it once more.',
    expired: 'That code was right, but its time is over. Send a new one.',
    replayed: 'That code was used already. Wait for the next one and type that.',
    missing: 'Type the code first.',
    plain: 'That did not work. Try again, or choose another way.',
    ahead: (ms: number) =>
      `The code is right for another time: your phone’s clock is about ${duration('en', ms)} fast. Turn on automatic time in the settings of your phone, then type a new code.`,
    behind: (ms: number) =>
      `The code is right for another time: your phone’s clock is about ${duration('en', ms)} slow. Turn on automatic time in the settings of your phone, then type a new code.`,
    busy: 'Too many tries at the same moment. Please try again.',
    tooSoon: (ms: number) => `A code was sent a moment ago. You can ask for a new one in ${duration('en', ms)}.`,
    sendLimit:
      'We have sent many codes without a right answer, so we stop for now. Use the last one, or choose another way.',
    deliveryFailed: 'The message could not be delivered. Try again, or choose another way.',
    unavailable: 'This way does not work right now. Please choose another one.',
    pushStopped: 'Requests to your phone are stopped, because one was refused. Please choose another way.',
    email: 'Type an e-mail address, such as name@example.com.',
    phone: 'Type a phone number that can receive text messages.',
    stale: 'This page was open for too long, or in two windows. Please try again.',
    keyReplaced: 'A newer key was made in another window. Start again here, and scan the new one.',
  },

  push: {
    title: 'Look at your phone',
    lead: 'Open the request on your phone and type these digits there.',
    leadPlain: 'Open the request on your phone and approve it there.',
    digits: 'Your digits',
    waiting: 'Waiting for your phone…',
    byHand: 'This page looks again every few seconds.',
    approved: 'Approved. One moment…',
    approvedTitle: 'Your phone said yes',
    expired: 'No answer came in time.',
    again: 'Ask my phone again',
    nothingCame: 'Nothing on your phone? Open its Sekisho page: the request waits there.',
  },

  locked: {
    title: 'A short pause for your safety',
    until: 'There were too many wrong codes. You can try again in',
    at: 'at #',
    forever: 'There were too many wrong codes. Only your help desk can open this account again.',
    helps: 'What helps',
    help: [
      'Wait until then; every further try only makes it longer.',
      'In an authenticator app, check that the clock of the phone sets itself.',
      'Was it not you who tried? Then somebody knows your password: change it, and tell your help desk.',
    ],
  },

  nothing: {
    title: 'No sign-in method yet',
    lead: 'This account has no second way to confirm that it is you, so we cannot let you in here.',
    help: [
      'Ask your help desk to set one up with you.',
      'If your organisation has a page for sign-in methods, add one there.',
    ],
  },

  denied: {
    title: 'Refused',
    lead: 'This sign-in was refused or cancelled. Nobody was let in.',
    help: 'You did not start it? Then somebody knows your password: change it now.',
  },
  expired: {
    title: 'This page has ended',
    lead: 'For your safety it works for ten minutes only. Go back to where you came from and sign in again.',
  },
  otherBrowser: {
    title: 'Opened in another browser',
    lead: 'This page belongs to the browser that opened it first. Go back to that one, or sign in again here.',
  },
  done: {
    title: 'Done',
    lead: 'You have confirmed that it is you.',
    leadEnrol: 'Your sign-in methods are saved.',
  },
  broken: {
    title: 'Something went wrong',
    lead: 'That was our fault, not yours. Nothing was changed. Please try again in a moment.',
    notFound: 'There is no such page',
    notFoundLead: 'The address is not complete. Go back to where you came from and try again.',
  },

  enrol: {
    title: 'Your sign-in methods',
    lead: 'With these you confirm that it is you.',
    none: 'You have none yet. Add one to begin: an authenticator app is the safest choice.',
    second: 'Add a second one now. If you lose your phone, it is what lets you in.',
    yours: 'Yours',
    add: 'Add',
    added: {
      totp: 'The authenticator app works.',
      email: 'The e-mail address is confirmed.',
      sms: 'The phone number is confirmed.',
      push: 'The phone is connected.',
    },
    removed: 'It was removed.',
    remove: 'Remove',
    removeNamed: (name: string) => `Remove: ${isolate(name)}`,
    change: 'Change',
    since: (date: string) => `Since ${date}`,
    finish: 'Finish',
    adding: {
      totp: { name: 'Authenticator app', hint: 'A free app that shows a new code every 30 seconds' },
      push: { name: 'This phone or another one', hint: 'Approve a sign-in with a tap and six digits' },
      email: { name: 'E-mail address', hint: 'A code by e-mail' },
      sms: { name: 'Phone number', hint: 'A code by text message' },
    },
    removeTitle: (name: string) => `Remove ${isolate(name)}?`,
    removeLead: 'You can no longer sign in with it. We tell you by e-mail.',
    removeLast: 'It is your only one, so it stays. Add another one first.',
    removeConfirm: 'Yes, remove it',
    keep: 'No, keep it',
    notifies: 'We announce every change by e-mail.',
  },

  totp: {
    title: 'Connect an authenticator app',
    lead: 'Any app that shows one-time codes will do.',
    start: 'Show the key',
    startLead: 'We make a secret key for your app. Have your phone at hand: the key is shown in this session only.',
    scan: 'Scan this picture with the app.',
    qr: 'QR code with your secret key',
    or: 'Cannot scan? Type this key into the app:',
    open: 'Open in Oracle Mobile Authenticator on this phone',
    openAny: 'Open in an app on this phone',
    confirm: 'Then type the 6 digits that the app shows now.',
    submit: 'Connect',
  },
  phone: {
    title: 'Connect your phone',
    lead: 'Scan this picture with the camera of your phone, and follow the page that opens.',
    qr: 'QR code that opens the page for your phone',
    code: 'Or open this address on your phone and type the code:',
    waiting: 'Waiting until your phone has connected…',
    check: 'My phone is connected',
    start: 'Show the code',
    startLead: 'Your phone makes a key that never leaves it. With it you approve sign-ins.',
  },
  address: {
    email: {
      title: 'Add an e-mail address',
      lead: 'We send a code there to see that it is yours.',
      label: 'E-mail address',
      submit: 'Send a code',
    },
    sms: {
      title: 'Add a phone number',
      lead: 'We text a code to it to see that it is yours.',
      label: 'Phone number',
      submit: 'Send a code',
    },
  },

  notMe: {
    link: 'It was not me',
    title: 'It was not you?',
    lead: 'We told you that somebody is adding a sign-in method to your account. Type the code of that message to stop it.',
    label: 'Code from the message',
    submit: 'Stop it',
    wrong: 'That code is not right, or more than a day old. Look at the message again.',
    done: 'Stopped',
    doneLead: 'What was being added has ended. For a day nobody can add a sign-in method with your password alone.',
    next: 'What to do now',
    steps: [
      'Change your password: somebody knows it.',
      'Tell your help desk. If a sign-in method was added before you came here, they remove it.',
    ],
  },
};

/** The shape of a language: the same names, any words. */
export type Texts = typeof en;
