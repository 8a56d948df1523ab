/** Help from a linked account: a proof opens one way or none, and whoever was interrupted proves it once more. */
import { expect } from 'vitest';
import {
  type LinkedPerson,
  linkedPerson,
  proveThere,
  startHelp,
  startLinkedDomains,
} from '../../http/linked-client.ts';
import { openPages, type PageBrowser } from '../../http/page-client.ts';
import { type Scenarios, scenario, service } from '../break-each-call.ts';
import { seen, target } from './visitor.ts';

interface Helped {
  readonly person: LinkedPerson;
  readonly browser: PageBrowser;
}

let domains: Promise<void> | undefined;

/** A person who has proven the linked account, and has not come back yet. */
async function helped(): Promise<Helped> {
  domains ??= startLinkedDomains(service().client);
  await domains;
  const person = await linkedPerson(service().client);
  const browser = await openPages(service().client, person.userId);
  await prove({ person, browser });
  return { person, browser };
}

async function prove({ person, browser }: Helped): Promise<void> {
  const { client } = service();
  expect((await proveThere(client, await startHelp(client, browser), person)).status).toBe(200);
}

const take = ({ browser }: Helped) => seen(browser.post('linked', { act: 'take' }));

async function isOpen({ browser }: Helped): Promise<boolean> {
  return (await (await browser.get('reset')).text()).includes('add-totp');
}

export const LINKED: Scenarios = {
  'POST /mfa/s/{sessionId}/{step}': [
    scenario({
      name: 'takes the proof of a linked account',
      // The session and the proof in it live for minutes.
      pauseMs: 20_000,
      prepare: helped,
      act: take,
      async check(known, answer) {
        const isOpened = answer.status === 303 && target(answer).path === 'reset';
        if (isOpened) expect(await isOpen(known), 'what was promised').toBe(true);
        if (await isOpen(known)) return;
        const again = await take(known);
        if (target(again).path === 'reset') return;
        await prove(known);
        expect(target(await take(known)).path, 'another proof').toBe('reset');
      },
    }),
  ],
};
