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
  },
  preferred: {
    summary: 'Choose what is offered first',
    lead: 'The page “Verify it’s you” shows it at the top, in every browser.',
    none: 'What worked last in each browser',
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
