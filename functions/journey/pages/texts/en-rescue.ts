import { type Html, html } from '../html.ts';

/** The part of the texts about codes for an emergency. */
export const enRescue = {
  /** Codes for who cannot use any of his methods. */
  rescue: {
    ways: {
      recovery: { name: 'Use a recovery code', hint: 'One of the ten codes that you saved' },
      bypass: { name: 'Enter a code from the help desk', hint: 'They gave it to you because nothing else works' },
    },
    recovery: {
      title: 'Enter a recovery code',
      lead: 'Enter any one of the codes that you saved. Each of them works once.',
      label: 'Recovery code',
    },
    bypass: {
      title: 'Enter the code from the help desk',
      lead: 'Enter the digits that your help desk gave you.',
      label: 'Code from the help desk',
    },
    done: {
      title: 'You’re verified',
      left: (count: number) =>
        count === 0
          ? 'You’ve used your last recovery code.'
          : `You’ve used a recovery code. ${count === 1 ? 'One is' : `${count} are`} left.`,
      few: 'Those are few: make new ones soon, or you may be locked out the next time.',
      bypass: 'You’ve used a code from the help desk.',
      next: 'Add a method that you can use from now on. Then continue.',
      finish: 'Continue',
    },
  },

  /** Ten codes to keep. */
  recoveryCodes: {
    name: 'Recovery codes',
    hint: 'Ten codes to keep, for the day when you have nothing else',
    left: (count: number) => `${count} left`,
    madeOn: (date: Html): Html => html`Made on ${date}`,
    few: 'Only a few are left. Make new ones.',
    replace: 'Make new ones',
    title: 'Recovery codes',
    lead: 'If you lose your phone, your computer or your security key, one of these codes still lets you in. You get ten; each works once. Keep them where you find them without this device: on paper, or in a password manager.',
    ends: 'The codes that you have now stop working as soon as you’ve confirmed the new ones.',
    start: 'Show new recovery codes',
    shown: 'Save these codes now. They’re shown this once.',
    copy: 'Copy',
    copied: 'Copied',
    download: 'Download',
    print: 'Print',
    each: 'Each code works once.',
    confirm: 'Then enter any one of them here, so that we both know that you have them. It isn’t used up by that.',
    confirmTitle: 'Confirm your recovery codes',
    confirmLead:
      'You’ve been shown ten new codes, and they’re not shown again. Enter any one of them. They count from then on.',
    label: 'One of the new codes',
    submit: 'I’ve saved them',
    again: 'I don’t have them: show other ones',
    needsOther:
      'New codes end the ones you have, so whoever found a recovery code, or got one from the help desk, could lock you out. Sign in again and verify with one of your own methods.',
  },
};
