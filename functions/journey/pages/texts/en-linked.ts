import { type Html, html } from '../html.ts';

/** Of accounts in other domains that help, in English. */
export const enLinked = {
  linked: {
    also: (domain: Html, ways: string): Html => html`You also have an account in ${domain}, with ${ways}.`,
    ways: {
      passkey: 'a passkey',
      totp: 'an authenticator app',
      push: 'a phone that approves sign-ins',
      sms: 'codes by text message',
      email: 'codes by e-mail',
    },
    use: 'Get back in with that account',
    title: 'Get back in with another account of yours',
    lead: 'Verify that it’s you with another account, and you can add a new sign-in method here right away.',
    ends: 'When you add a new method here, the old ones of this account stop working.',
    told: 'We write to all addresses of both accounts.',
    start: (domain: Html): Html => html`Verify with ${domain}`,
    proven: 'It’s you',
    provenLead: 'You’ve verified with your other account. Nothing has changed yet.',
    next: 'Add a new method here',
    action: (domain: string) => `Add a new sign-in method to your account in ${domain}`,
    ready: (time: Html): Html =>
      html`You’ve verified with your other account, and you can add one new method. The time for that ends in ${time}. When you add it, your old methods stop working.`,
    cancel: 'Cancel and go back',
    return: 'Go back',
  },

  link: {
    open: 'Link another account of yours',
    title: 'Link another account of yours',
    lead: 'If you have an account in another domain, you can link the two. If you lose all sign-in methods of one, you get back in with the other.',
    domain: 'Domain of the other account',
    user: 'User name there',
    password: 'Password there',
    submit: 'Continue',
    provenLead: 'You’ve verified with both accounts. Nothing has changed yet.',
    means:
      'Once they are linked, whoever can verify with one of them and knows the password of the other can add a new sign-in method there.',
    confirm: 'Link the two accounts',
    action: (domain: string) => `Link this account to your account in ${domain}`,
  },
};

export type LinkedTexts = typeof enLinked;
