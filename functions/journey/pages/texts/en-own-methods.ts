import { type Html, html } from '../html.ts';
import { duration } from './duration.ts';
import { name } from './name.ts';

/** What a person reads of his own methods: of his default, and of what he has lost. */
export const enOwnMethods = {
  /** After a form, at the top of the next page. */
  did: {
    lost: 'It’s reported as lost and doesn’t work any more.',
    found: 'It works again.',
    preferred: 'Saved.',
    linked: 'The two accounts are linked.',
  },
  preferred: {
    summary: 'Choose what is offered first',
    lead: 'The page “Verify it’s you” shows it at the top, in every browser.',
    none: 'What worked last in each browser',
  },
  secondWay: {
    title: 'Add a second method',
    because: {
      phone: 'Everything that you sign in with is on one phone: without it, you couldn’t get in.',
      account: 'Everything that you sign in with is in one account for passkeys: without it, you couldn’t get in.',
      'security-key': 'You sign in with one security key: without it, you couldn’t get in.',
      computer: 'Everything that you sign in with is on one computer: without it, you couldn’t get in.',
      browser: 'You sign in with one browser that approves: without it, you couldn’t get in.',
      mailbox: 'You sign in with codes to one mailbox: without it, you couldn’t get in.',
      'other-device': 'You sign in with one device: without it, you couldn’t get in.',
    },
    required: 'Your organisation asks for two methods that aren’t on one device.',
    apart: {
      question: 'Is your authenticator app on the phone that you sign in with?',
      lead: 'We can’t see where it is. If it’s on another device than the phone that you sign in with, you have two methods already.',
      elsewhere: 'It’s on another device',
    },
    later: 'Later',
    laterLead: (days: number, isRequired: boolean) =>
      `${isRequired ? 'You’ll need one to sign in' : 'We’ll ask again'} in ${days === 1 ? 'a day' : `${days} days`}.`,
    enough: 'You’re set',
    enoughLead: 'You now have two methods that aren’t on one device.',
  },
  loss: {
    report: 'Report as lost',
    haveItAgain: 'I have it again',
    isLost: 'Reported as lost. It doesn’t work any more.',
    notNow: 'To remove a method or report it as lost, sign in again and verify with one of your own methods.',
    title: 'Report as lost?',
    what: (method: string, detail: string): Html =>
      detail === '' ? html`Report ${method} as lost?` : html`Report ${method} (${name(detail)}) as lost?`,
    lead: 'It stops working at once, everywhere. If you find it again, verify with another method and bring it back here.',
    justUsed: 'You used this one just now to verify that it’s you. Are you sure that it’s lost?',
    last: 'It’s the only one that you can sign in with.',
    afterThat: 'After this, you can only get back in:',
    byCode: 'with one of your recovery codes',
    byReset: (hours: number) => `by starting over, which takes ${duration('en', hours * 3_600_000)}`,
    byHelpDesk: (desk: Html): Html => html`with the help of ${desk}`,
    confirm: 'Report as lost',
    foundTitle: 'Do you have it again?',
    foundWhat: (method: string, detail: string): Html =>
      detail === '' ? html`Do you have ${method} again?` : html`Do you have ${method} (${name(detail)}) again?`,
    foundLead:
      'It will work again at once. Do this only if it was out of everybody else’s reach; if not, remove it and add a new one.',
    foundConfirm: 'Let it work again',
  },
};

export type OwnMethodTexts = typeof enOwnMethods;
