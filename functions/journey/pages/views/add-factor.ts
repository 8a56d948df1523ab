import { type Html, html, NOTHING } from '../html.ts';
import type { Visit } from '../visit.ts';
import { codeField } from './code.ts';
import type { PageContent } from './frame.ts';
import { errorNote, form, hidden, wayBack } from './parts.ts';
import { here, qrPicture } from './to-phone.ts';

/** One button that makes something secret; a page that is only looked at makes nothing. */
export function startPage(
  visit: Visit,
  step: string,
  texts: { readonly title: string; readonly startLead: string | Html; readonly start: string },
  error: string | undefined,
): PageContent {
  return {
    title: texts.title,
    isError: error !== undefined,
    main: html`<h1>${texts.title}</h1>
${errorNote(error)}
<p class="lead">${texts.startLead}</p>
${form(visit, step, 'start', html`<div class="stack"><button class="button">${texts.start}</button></div>`)}
${wayBack(visit)}`,
  };
}

interface KeyPage {
  /** Base32. */
  readonly secret: string;
  readonly otpauth: string;
  readonly oma: string;
  readonly error: string | undefined;
}

/** The key as a picture, as text in groups of four and as a link, then a code to see that it arrived. */
export function keyPage(visit: Visit, view: KeyPage): PageContent {
  const { totp } = visit.texts;
  const picture = qrPicture(view.otpauth, totp.qr);
  const groups = (view.secret.match(/.{1,4}/g) ?? []).join(' ');
  const confirm = html`<div class="stack">${codeField(visit, { hasError: view.error !== undefined, length: 6 })}<button class="button">${totp.submit}</button></div>`;
  return {
    title: totp.title,
    isError: view.error !== undefined,
    main: html`<h1>${totp.title}</h1>
${errorNote(view.error)}
${here(totp.here, html`<a class="button" href="${view.otpauth}">${totp.openAny}</a><a class="button quiet" href="${view.oma}">${totp.open}</a>`)}
${picture === undefined ? NOTHING : html`<p class="lead">${totp.scan}</p>${picture}`}
<p class="small">${totp.or}</p>
<code class="key" translate="no">${groups}</code>
<p class="next" id="lead">${totp.confirm}</p>
${form(visit, 'add-totp', 'check', confirm)}
${wayBack(visit)}`,
  };
}

/** The page of the phone, as a picture and as an address with a code; waits until the phone has connected. */
export function phonePage(
  visit: Visit,
  view: { readonly link: string; readonly address: string; readonly code: string; readonly error: string | undefined },
): PageContent {
  const { phone } = visit.texts;
  return {
    title: phone.title,
    isError: view.error !== undefined,
    main: html`<h1>${phone.title}</h1>
${errorNote(view.error)}
${here(phone.here, html`<a class="button" href="${view.link}" target="_blank" rel="noopener">${phone.openHere}</a>`)}
<p class="lead">${phone.lead}</p>
${qrPicture(view.link, phone.qr) ?? NOTHING}
<p class="small">${phone.code}</p>
<code class="key" translate="no">${view.address}<br>${view.code}</code>
<p class="waiting" role="status" data-status>${phone.waiting}</p>
<form method="post" action="${visit.path('add-push')}" data-poll="${visit.path('add-push')}/state" data-approved="${visit.texts.enrol.added.push}">${hidden({ token: visit.token, act: 'finish' })}<div class="stack"><button class="button quiet">${phone.check}</button></div></form>
${wayBack(visit)}`,
  };
}

/** A new address, before a code is sent to it. */
export function addressPage(visit: Visit, method: 'email' | 'sms', error: string | undefined): PageContent {
  const texts = visit.texts.address[method];
  const kind =
    method === 'email'
      ? html` type="email" autocomplete="email" inputmode="email"`
      : html` type="tel" autocomplete="tel" inputmode="tel"`;
  const field = html`<div><label for="address">${texts.label}</label>
<input id="address" name="address"${kind} maxlength="254" required autofocus${error === undefined ? NOTHING : html` aria-invalid="true" aria-describedby="error"`}></div>`;
  const button = html`<div class="stack">${field}<button class="button">${texts.submit}</button></div>`;
  return {
    title: texts.title,
    isError: error !== undefined,
    main: html`<h1>${texts.title}</h1>
<p class="lead">${texts.lead}</p>
${errorNote(error)}
${form(visit, `add-${method}`, 'send', button, { once: visit.nonce })}
${wayBack(visit)}`,
  };
}
