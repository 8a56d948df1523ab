import { type Html, html } from '../html.ts';

/** What a person reads who cannot use any of his methods: that a new one takes a wait. */
export const enReset = {
  link: 'Reset your sign-in methods',
  see: 'More about it',
  title: 'Reset your sign-in methods',
  lead: (wait: string) =>
    `If you can’t use any of your sign-in methods any more, you can add a new one. For your security, that takes ${wait}.`,
  next: 'What happens next',
  told: 'We write to all your addresses and phones now, halfway and at the end, so that you hear of it if it isn’t you.',
  waits: (time: Html): Html =>
    html`The wait ends in ${time}. Until then nothing changes, and your methods go on to work.`,
  after:
    'Then you sign in with your password again and have 24 hours to add one new method. Your old ones stop working with that.',
  found: 'If you find one of your methods before that, verify with it. That ends the reset.',
  whyTitle: 'Why the wait?',
  why: 'Somebody who only knows your password gets nothing before it is over, and you have the time to stop them.',
  sooner: (desk: Html): Html => html`If it can’t wait, contact ${desk}.`,
  begin: 'Start the reset',
  waiting: {
    title: 'Your reset is waiting',
    lead: (time: Html): Html =>
      html`You can add a new sign-in method in ${time}. Come back then and sign in with your password. Until then nothing changes.`,
    byHelpDesk: 'It was started for you by the help desk.',
    stopTitle: 'If it isn’t yours, or you don’t need it any more',
    prove: 'Verify with any of your methods: that ends it.',
    code: 'Or enter the code from our message here.',
    password: 'If it isn’t yours, change your password: somebody knows it.',
  },
  ready: {
    title: 'Add a new sign-in method',
    lead: (time: Html): Html =>
      html`The wait is over, and you can add one new method. The time for that ends in ${time}. When you add it, your old methods stop working.`,
    phone: 'You can connect a phone that approves sign-ins afterwards.',
    notYours:
      'If you didn’t ask for this, go back and verify with one of your methods: that ends it. Then change your password.',
  },
  note: {
    waiting: (time: Html): Html =>
      html`Somebody asked to reset your sign-in methods; the wait ends in ${time}. To end the reset, verify here.`,
    ready: (time: Html): Html =>
      html`Your reset is ready: you can add a new sign-in method. The time for that ends in ${time}. To end the reset instead, verify here.`,
  },
};

export type ResetTexts = typeof enReset;
