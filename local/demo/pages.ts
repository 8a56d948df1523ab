import type { JWTPayload } from 'jose';
import { type Html, html, NOTHING } from '../../functions/journey/pages/html.ts';
import type { PageContent } from '../../functions/journey/pages/views/frame.ts';
import { errorNote } from '../../functions/journey/pages/views/parts.ts';
import type { DemoTexts } from './texts.ts';

/** Why somebody is not let in, besides the codes of Sekisho. */
export type Refusal = 'FOREIGN';

export function signInPage(texts: DemoTexts, fault?: 'WRONG'): PageContent {
  return {
    title: texts.title,
    isError: fault !== undefined,
    main: html`<h1>${texts.title}</h1>
<p class="lead">${texts.intro}</p>
${errorNote(fault === undefined ? undefined : texts.wrong)}
<form method="post" action="/demo/sign-in"><div class="stack">
<div><label for="userId">${texts.userId}</label>
<input id="userId" name="userId" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus></div>
<div><label for="password">${texts.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required></div>
<button class="button">${texts.signIn}</button></div></form>
<p class="small">${texts.hint}</p>`,
  };
}

export function protectedPage(texts: DemoTexts, userId: string, claims: JWTPayload): PageContent {
  const title = texts.welcome(userId);
  return {
    title,
    main: html`<h1>${title}</h1>
<p class="lead">${texts.verified}</p>
<dl class="facts" translate="no">${Object.entries(claims).map(([name, value]) => claim(name, value))}</dl>
<form method="post" action="/demo/factors"><div class="stack"><button class="button">${texts.factors}</button></div></form>
<form method="post" action="/demo/sign-out"><div class="stack"><button class="button quiet">${texts.signOut}</button></div></form>`,
  };
}

export function refusalPage(texts: DemoTexts, refusal: Refusal | string): PageContent {
  const reasons: Readonly<Record<string, string>> = {
    FOREIGN: texts.foreign,
    SESSION_CANCELLED: texts.cancelled,
    SESSION_DENIED: texts.denied,
    SESSION_EXPIRED: texts.expired,
    SESSION_UNFINISHED: texts.unfinished,
    FACTOR_NOT_ENROLLED: texts.notEnrolled,
    USER_LOCKED: texts.locked,
  };
  const enrol = html`<form method="post" action="/demo/factors"><div class="stack"><button class="button">${texts.enrol}</button></div></form>`;
  return {
    title: texts.refused,
    isError: true,
    main: html`<h1>${texts.refused}</h1>
${errorNote(reasons[refusal] ?? texts.other(refusal))}
${refusal === 'FACTOR_NOT_ENROLLED' ? enrol : NOTHING}
<div class="stack"><a class="${refusal === 'FACTOR_NOT_ENROLLED' ? 'button quiet' : 'button'}" href="/">${texts.again}</a></div>`,
  };
}

function claim(name: string, value: unknown): Html {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return html`<div><dt>${name}</dt><dd data-claim="${name}">${text}</dd></div>`;
}
