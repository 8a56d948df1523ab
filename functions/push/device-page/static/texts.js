/** What people read, in the language that they chose here or that their browser asks for. */

const LANGUAGES = ['en', 'ja'];
const CHOICE = 'sekisho-language';

/** @type {Record<string, string>} */
let texts = {};

/** @returns {string} */
function chosenLanguage() {
  const asked = [localStorage.getItem(CHOICE), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return asked.find((language) => language !== null && LANGUAGES.includes(language)) ?? 'en';
}

/** Loads the texts and writes them wherever the page has `data-text`. */
export async function loadTexts() {
  const language = chosenLanguage();
  const answer = await fetch(`/mfa/device/${language}.json`);
  texts = await answer.json();
  document.documentElement.lang = language;
  document.title = text('title');
  writeTexts(document);
  for (const button of document.querySelectorAll('[data-language]')) {
    const name = button.getAttribute('data-language') ?? '';
    button.setAttribute('aria-pressed', String(name === language));
    button.addEventListener('click', () => {
      localStorage.setItem(CHOICE, name);
      location.reload();
    });
  }
}

/** @param {ParentNode} root */
export function writeTexts(root) {
  for (const element of root.querySelectorAll('[data-text]')) {
    element.textContent = text(element.getAttribute('data-text') ?? '');
  }
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
  return new Date(isoTime).toLocaleTimeString(document.documentElement.lang);
}
