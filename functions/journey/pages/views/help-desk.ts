import type { Settings } from '../../../core/settings/resolve.ts';
import { type Html, html } from '../html.ts';
import type { Texts } from '../texts/index.ts';
import { name } from '../texts/name.ts';

type Contact = Pick<Settings, 'HelpDeskName' | 'HelpDeskPhone' | 'HelpDeskAddress'>;

/** Whom to ask, with everything that the operator has told of how to reach him. */
export function helpDesk(contact: Contact, texts: Texts): Html {
  const { HelpDeskPhone, HelpDeskAddress } = contact;
  const { between, withContact } = texts.helpDesk;
  const desk = helpDeskName(contact, texts);
  const ways = [
    ...(HelpDeskPhone === '' ? [] : [phoneLink(HelpDeskPhone)]),
    ...(HelpDeskAddress === '' ? [] : [addressLink(HelpDeskAddress)]),
  ];
  if (ways.length === 0) return desk;
  return withContact(desk, html`${ways.map((way, at) => html`${at === 0 ? '' : between}${way}`)}`);
}

export function helpDeskName({ HelpDeskName }: Contact, { helpDesk }: Texts): Html {
  return HelpDeskName === '' ? html`${helpDesk.unnamed}` : name(HelpDeskName);
}

/** Whether there is more to tell than "your help desk". */
export function isHelpDeskKnown({ HelpDeskName, HelpDeskPhone, HelpDeskAddress }: Contact): boolean {
  return [HelpDeskName, HelpDeskPhone, HelpDeskAddress].some((text) => text !== '');
}

/** An extension cannot be dialled from everywhere, so it stays a text. */
function phoneLink(phone: string): Html {
  const dialled = phone.normalize('NFKC').replace(/[\s().-]/g, '');
  return /^\+?[0-9]{6,}$/.test(dialled) ? html`<a href="tel:${dialled}">${name(phone)}</a>` : name(phone);
}

function addressLink(address: string): Html {
  if (!URL.canParse(address))
    return html`<a href="mailto:${encodeURIComponent(address).replace('%40', '@')}">${name(address)}</a>`;
  const { host, pathname } = new URL(address);
  // In a tab of its own: the session stays where it is.
  return html`<a href="${address}" target="_blank" rel="noopener">${name(pathname === '/' ? host : host + pathname)}</a>`;
}
