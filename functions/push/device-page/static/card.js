/** One open request: what is asked, the digits, and the three answers. */
import { answerChallenge, Refusal } from './api.js';
import { accountText, refusalText, text, timeText } from './texts.js';

/** @typedef {import('./accounts.js').Account} Account */
/** @typedef {import('./api.js').Challenge} Challenge */

/** Refusals after which no other answer can be given. */
const FINAL = ['CHALLENGE_EXPIRED', 'CHALLENGE_CLOSED', 'CHALLENGE_UNKNOWN'];

/**
 * @param {Account} account
 * @param {Challenge} challenge
 * @param {(announcement: string) => void} finish called once, when the request is over for this device
 * @returns {HTMLElement}
 */
export function createCard(account, challenge, finish) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById('card'));
  const fragment = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const card = /** @type {HTMLElement} */ (fragment.querySelector('article'));
  describe(card, account, challenge);
  wireForm(card, account, challenge, finish);
  return card;
}

/** @param {Challenge} challenge */
export function actionOf({ context }) {
  return context?.action ?? text('defaultAction');
}

/**
 * @param {HTMLElement} card
 * @param {Account} account
 * @param {Challenge} challenge
 */
function describe(card, account, challenge) {
  const id = `request-${challenge.challengeId}`;
  const heading = part(card, 'h3');
  heading.id = id;
  heading.textContent = actionOf(challenge);
  card.setAttribute('aria-labelledby', id);
  const { location, ip, userAgent } = challenge.context ?? {};
  const place = [location, ip].filter((known) => known !== undefined).join(', ');
  const lines = [
    ['application', challenge.appName],
    ['account', accountText(account)],
    ...(place === '' ? [] : [['place', place]]),
    ...(userAgent === undefined ? [] : [['browser', userAgent]]),
    ['time', timeText(challenge.startedAt)],
    ['until', timeText(challenge.expiresAt)],
  ];
  part(card, 'dl').append(...lines.map(([name = '', value = '']) => line(text(name), value)));
  labelInput(card, id, challenge.needsMatchCode);
}

/**
 * @param {HTMLElement} card
 * @param {string} id
 * @param {boolean} needsMatchCode
 */
function labelInput(card, id, needsMatchCode) {
  const input = part(card, 'input');
  const label = part(card, 'label');
  part(card, '.error').id = `${id}-error`;
  input.id = `${id}-digits`;
  input.setAttribute('aria-describedby', `${id}-error`);
  label.setAttribute('for', input.id);
  label.textContent = text('digitsLabel');
  if (!needsMatchCode) part(card, '[data-digits]').remove();
}

/**
 * @param {string} term
 * @param {string} value
 */
function line(term, value) {
  const [group, name, detail] = ['div', 'dt', 'dd'].map((tag) => document.createElement(tag));
  if (group === undefined || name === undefined || detail === undefined) throw new TypeError('no element');
  name.textContent = term;
  detail.textContent = value;
  group.append(name, detail);
  return group;
}

/**
 * @param {HTMLElement} card
 * @param {Account} account
 * @param {Challenge} challenge
 * @param {(announcement: string) => void} finish
 */
function wireForm(card, account, challenge, finish) {
  const { appName: application, challengeId } = challenge;
  const input = card.querySelector('input');
  part(card, 'form').addEventListener('submit', (event) => {
    event.preventDefault();
    const matchCode = input?.value.normalize('NFKC').replace(/\s/g, '');
    if (matchCode === '') return showError(card, text('fieldMissing'));
    const answer = { answer: /** @type {const} */ ('approve'), ...(matchCode === undefined ? {} : { matchCode }) };
    return send(card, () => answerChallenge(account, challengeId, answer), text('approved', { application }), finish);
  });
  for (const button of card.querySelectorAll('[data-deny]')) {
    const reason = button.getAttribute('data-deny') ?? 'mistake';
    const answer = { answer: /** @type {const} */ ('deny'), reason };
    const announcement = text(reason === 'not_me' ? 'deniedNotMe' : 'denied', { application });
    button.addEventListener('click', () =>
      send(card, () => answerChallenge(account, challengeId, answer), announcement, finish),
    );
  }
}

/**
 * Sends one answer; the buttons rest meanwhile, so that a double click is one answer.
 *
 * @param {HTMLElement} card
 * @param {() => Promise<void>} answer
 * @param {string} announcement
 * @param {(announcement: string) => void} finish
 */
async function send(card, answer, announcement, finish) {
  if (card.getAttribute('aria-busy') === 'true') return;
  card.setAttribute('aria-busy', 'true');
  try {
    await answer();
    finish(announcement);
  } catch (error) {
    if (!(error instanceof Refusal)) showError(card, text('offline'));
    else if (FINAL.includes(error.code)) finish(refusalText(error.code));
    else showError(card, refusalText(error.code));
  } finally {
    card.removeAttribute('aria-busy');
  }
}

/**
 * @param {HTMLElement} card
 * @param {string} message
 */
function showError(card, message) {
  part(card, '.error').textContent = message;
  const input = card.querySelector('input');
  input?.setAttribute('aria-invalid', 'true');
  input?.focus();
  input?.select();
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @overload
 * @param {ParentNode} root
 * @param {T} selector
 * @returns {HTMLElementTagNameMap[T]}
 */
/**
 * @overload
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
/**
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
function part(root, selector) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new TypeError(`the page has no ${selector}`);
  return found;
}
