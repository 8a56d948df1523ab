import { html } from 'hono/html';
import type { JWTPayload } from 'jose';
import type { Language } from '../../functions/core/messages/languages.ts';
import { type DemoTexts, TEXTS } from './texts.ts';

/** A piece of a page: the tag escapes every value that is not such a piece itself. */
type Html = ReturnType<typeof html>;

/** Why somebody is not let in; every other word is a code of Sekisho. */
export type Refusal = 'FOREIGN' | 'SESSION_DENIED' | 'USER_LOCKED';

export const STYLE = `:root{color-scheme:light dark;font:1rem/1.6 system-ui,sans-serif}
body{max-width:40rem;margin:2rem auto;padding:0 1rem}
label,input{display:block;font:inherit}
input{width:100%;box-sizing:border-box;padding:.5rem;margin-bottom:1rem}
button{font:inherit;padding:.5rem 1rem}
form{margin:1rem 0}
th,td{text-align:left;vertical-align:top;padding:.25rem 1rem .25rem 0;overflow-wrap:anywhere}
[role=alert]{border-left:.25rem solid;padding-left:1rem}`;

export function signInPage(language: Language, fault?: 'WRONG'): string {
  const texts = TEXTS[language];
  return document(
    language,
    html`<h1>${texts.title}</h1>
<p>${texts.intro}</p>
${fault === undefined ? '' : html`<p role="alert">${texts.wrong}</p>`}
<form method="post" action="/demo/sign-in">
<label for="userId">${texts.userId}</label>
<input id="userId" name="userId" autocomplete="username" autocapitalize="none" required autofocus>
<label for="password">${texts.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>${texts.signIn}</button>
</form>
<p>${texts.hint}</p>
${links(texts)}`,
  );
}

export function protectedPage(language: Language, userId: string, claims: JWTPayload): string {
  const texts = TEXTS[language];
  return document(
    language,
    html`<h1>${texts.welcome(userId)}</h1>
<p>${texts.verified}</p>
<table>
<thead><tr><th scope="col">${texts.claim}</th><th scope="col">${texts.value}</th></tr></thead>
<tbody>${Object.entries(claims).map(([name, value]) => claimRow(name, value))}</tbody>
</table>
<form method="post" action="/demo/factors"><button>${texts.factors}</button></form>
<form method="post" action="/demo/sign-out"><button>${texts.signOut}</button></form>
${links(texts)}`,
  );
}

export function refusalPage(language: Language, refusal: Refusal | string): string {
  const texts = TEXTS[language];
  const reasons: Readonly<Record<string, string>> = {
    FOREIGN: texts.foreign,
    SESSION_DENIED: texts.denied,
    USER_LOCKED: texts.locked,
  };
  return document(
    language,
    html`<h1>${texts.refused}</h1>
<p role="alert">${reasons[refusal] ?? texts.other(refusal)}</p>
<p><a href="/">${texts.again}</a></p>`,
  );
}

function claimRow(name: string, value: unknown): Html {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return html`<tr><th scope="row">${name}</th><td data-claim="${name}">${text}</td></tr>`;
}

function links(texts: DemoTexts): Html {
  return html`<p><a href="/local/inbox">${texts.inbox}</a> · <a href="/local/phone">${texts.phone}</a></p>`;
}

function document(language: Language, content: Html): string {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${TEXTS[language].title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/demo/style.css">
</head>
<body><main>
${content}
</main></body>
</html>`.toString();
}
