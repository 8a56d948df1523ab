/** What people read, in the language of the page that was sent. */

/** @type {Record<string, string>} */
let texts = {};

export async function loadTexts() {
  const answer = await fetch(`/mfa/device/${document.documentElement.lang}.json`);
  texts = await answer.json();
}

/**
 * One text, with its places filled in.
 *
 * @param {string} name
 * @param {Record<string, string>} [values]
 */
export function text(name, values = {}) {
  return (texts[name] ?? name).replace(/\{(\w+)\}/g, (place, key) => values[key] ?? place);
}

/** @param {string} code of a refusal */
export function refusalText(code) {
  return texts[code] === undefined ? text('otherError', { code }) : text(code);
}

/** @param {string} isoTime */
export function timeText(isoTime) {
  return new Date(isoTime).toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' });
}

/**
 * The name of an account; that of its domain where people know one, or there are several to tell apart.
 *
 * @param {{userId: string, domain: string, domainName?: string}} account
 */
export function accountText({ userId, domain, domainName }) {
  const isDefault = document.getElementById('app')?.dataset.defaultDomain === domain;
  const shown = domainName ?? (isDefault ? undefined : domain);
  return shown === undefined ? userId : `${userId} (${shown})`;
}
