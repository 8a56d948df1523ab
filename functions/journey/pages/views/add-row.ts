import type { Method } from '../../../core/verify/credential.ts';
import { type Html, html } from '../html.ts';
import type { Visit } from '../visit.ts';
import { METHOD_ICONS } from './icons.ts';
import { form } from './parts.ts';

/** A method that can be added. */
export function addRow(visit: Visit, method: Method): Html {
  const { name, hint } = visit.texts.enrol.adding[method];
  // After a code was sent the step asks for that code; from here a person may name another address.
  if (method === 'passkey') {
    const row = html`<button class="way">${METHOD_ICONS[method]}<span><b>${name}</b><small>${hint}</small></span></button>`;
    return form(visit, 'add-passkey', 'begin', row);
  }
  const query = method === 'email' || method === 'sms' ? '?other=yes' : '';
  return html`<a class="way" href="${visit.path(`add-${method}`)}${query}">${METHOD_ICONS[method]}<span><b>${name}</b><small>${hint}</small></span></a>`;
}
