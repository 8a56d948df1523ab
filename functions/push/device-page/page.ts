import { html } from '../../journey/pages/html.ts';
import type { PageContent } from '../../journey/pages/views/frame.ts';

/** What the page says, in one language; its scripts read the same file. */
export type DeviceTexts = typeof import('./static/en.json');

interface DevicePage {
  /** Accounts of this identity domain are shown without its name. */
  readonly defaultDomain: string;
  readonly colour: string;
}

/** The page as it is sent. Its scripts show what belongs to this device; without them it can say only that it needs them. */
export function devicePage(texts: DeviceTexts, { defaultDomain, colour }: DevicePage): PageContent {
  return {
    title: texts.title,
    head: html`<meta name="theme-color" content="${colour}">
<link rel="manifest" href="/mfa/device/manifest.webmanifest">
<link rel="icon" href="/mfa/device/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/mfa/device/device.css">
<script type="module" src="/mfa/device/device.js"></script>`,
    main: html`<h1>${texts.title}</h1>
<noscript><p class="note bad">${texts.needsScript}</p></noscript>
<div id="app" data-default-domain="${defaultDomain}" hidden>
<p class="note" id="status" role="status" tabindex="-1"></p>
${requests(texts)}
${accounts(texts)}
${enrolment(texts)}
</div>
${card(texts)}`,
  };
}

function requests(texts: DeviceTexts) {
  return html`<section id="requests" aria-labelledby="requests-title" hidden>
<h2 id="requests-title" tabindex="-1">${texts.requestsTitle}</h2>
<p class="lead" id="no-requests">${texts.noRequests}</p>
<p class="note bad" id="connection" role="alert"></p>
<div id="cards"></div>
<p class="small">${texts.keepPage}</p>
</section>`;
}

function accounts(texts: DeviceTexts) {
  return html`<section id="accounts" aria-labelledby="accounts-title" hidden>
<h2 id="accounts-title" tabindex="-1">${texts.accountsTitle}</h2>
<ul class="ways" id="account-list"></ul>
</section>`;
}

/** Open for who has no account here yet, or came with a code. */
function enrolment(texts: DeviceTexts) {
  return html`<details id="adding"><summary><h2>${texts.enrolTitle}</h2></summary>
<p class="small">${texts.enrolHelp}</p>
<form id="enrol" novalidate><div class="stack">
<div><label for="code">${texts.codeLabel}</label>
<input id="code" name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" required aria-describedby="enrol-error"></div>
<div><label for="name">${texts.nameLabel}</label>
<input id="name" name="name" autocomplete="off" maxlength="64" required></div>
<p class="note bad error" id="enrol-error" role="alert"></p>
<button class="button" type="submit">${texts.next}</button>
<button class="button quiet" type="button" id="scan" hidden>${texts.scan}</button></div></form>
<section class="sheet" id="whose" aria-labelledby="whose-account" hidden>
<h3 id="whose-account" tabindex="-1"></h3>
<p class="small">${texts.whoseHelp}</p>
<div class="stack"><button class="button" type="button" id="whose-add">${texts.enrol}</button>
<button class="button quiet" type="button" id="whose-not">${texts.whoseNot}</button></div>
</section>
<div id="scanner" hidden><video id="camera" muted playsinline></video>
<div class="stack"><button class="button quiet" type="button" id="scan-stop">${texts.scanStop}</button></div></div>
</details>`;
}

function card(texts: DeviceTexts) {
  return html`<template id="card"><article class="sheet card">
<h3></h3>
<dl class="facts"></dl>
<form novalidate><div class="stack">
<div data-digits><label></label>
<input class="code" inputmode="numeric" autocomplete="off" maxlength="16" required></div>
<p class="note bad error" role="alert"></p>
<button class="button" type="submit">${texts.approve}</button>
<button class="button quiet" type="button" data-deny="mistake">${texts.denyMistake}</button>
<button class="button quiet deny" type="button" data-deny="not_me">${texts.denyNotMe}</button></div></form>
</article></template>`;
}
