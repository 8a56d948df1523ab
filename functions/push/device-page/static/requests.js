/** The open requests of all accounts: pulled, shown, taken away when they are over. */
import { pullChallenges, Refusal } from './api.js';
import { actionOf, createCard } from './card.js';
import { nowMs } from './clock.js';
import { accountText, refusalText, text } from './texts.js';

/** @typedef {import('./accounts.js').Account} Account */
/** @typedef {import('./api.js').Challenge} Challenge */

/** Often enough for a person who waits with the page open; nothing is asked while nobody looks at it. */
const PULL_EVERY_MS = 2_000;

/** As it was sent: with the operator's name. */
const TITLE = document.title;

/** @type {Map<string, {card: HTMLElement, challenge: Challenge}>} */
const shown = new Map();

/**
 * Pulls for as long as the page is open and visible.
 *
 * @param {() => Promise<Account[]>} accounts
 * @param {(announcement: string) => void} announce
 */
export async function keepPulling(accounts, announce) {
  for (;;) {
    if (!document.hidden) await pullAll(await accounts(), announce);
    await visibleAfter(PULL_EVERY_MS);
  }
}

/** @param {number} ms */
function visibleAfter(ms) {
  return new Promise((done) => {
    setTimeout(done, ms);
    document.addEventListener('visibilitychange', done, { once: true });
  });
}

/**
 * @param {Account[]} accounts
 * @param {(announcement: string) => void} announce
 */
async function pullAll(accounts, announce) {
  element('requests').hidden = accounts.length === 0;
  const faults = await Promise.all(accounts.map((account) => pull(account, announce)));
  takeAway((challenge) => isOver(challenge), 'requestOver', announce);
  write(element('connection'), [...new Set(faults)].join(' ').trim());
  element('no-requests').hidden = shown.size > 0;
  document.title = shown.size === 0 ? TITLE : `(${shown.size}) ${TITLE}`;
}

/**
 * Each account for itself: one that the service has forgotten does not hide the requests of the others.
 *
 * @param {Account} account
 * @param {(announcement: string) => void} announce
 * @returns {Promise<string>} what went wrong, in words
 */
async function pull(account, announce) {
  try {
    show(account, await pullChallenges(account), announce);
    return '';
  } catch (error) {
    if (!(error instanceof Refusal)) return text('offline');
    return `${accountText(account)}: ${refusalText(error.code)}`;
  }
}

/**
 * @param {Challenge} challenge
 * @param {number} [graceMs] how much earlier counts too
 */
function isOver({ expiresAt }, graceMs = 0) {
  return Date.parse(expiresAt) <= nowMs() + graceMs;
}

/**
 * @param {Account} account
 * @param {Challenge[]} open
 * @param {(announcement: string) => void} announce
 */
function show(account, open, announce) {
  const ids = new Set(open.map(({ challengeId }) => challengeId));
  for (const [key, { challenge }] of shown) {
    if (!key.startsWith(`${account.deviceId} `) || ids.has(challenge.challengeId)) continue;
    // The service may have seen the end a moment before us: its clock and ours agree to a second only.
    const why = isOver(challenge, PULL_EVERY_MS) ? 'requestOver' : 'requestGone';
    takeAway((other) => other === challenge, why, announce);
  }
  for (const challenge of open) {
    const key = `${account.deviceId} ${challenge.challengeId}`;
    if (shown.has(key)) continue;
    const card = createCard(account, challenge, (announcement) => {
      remove(key);
      announce(announcement);
    });
    shown.set(key, { card, challenge });
    element('cards').append(card);
    announce(text('newRequest', { action: actionOf(challenge), application: challenge.appName }));
  }
}

/**
 * @param {(challenge: Challenge) => boolean} gone
 * @param {string} why
 * @param {(announcement: string) => void} announce
 */
function takeAway(gone, why, announce) {
  for (const [key, { challenge }] of shown) {
    if (!gone(challenge)) continue;
    remove(key);
    announce(text(why, { application: challenge.appName }));
  }
}

/**
 * Whoever was in the card is led to the list, instead of to nowhere.
 *
 * @param {string} key
 */
function remove(key) {
  const { card } = shown.get(key) ?? {};
  shown.delete(key);
  if (card?.contains(document.activeElement)) element('requests-title').focus();
  card?.remove();
  element('no-requests').hidden = shown.size > 0;
}

/**
 * Only when it differs: a live region that is written again is read again.
 *
 * @param {HTMLElement} region
 * @param {string} message
 */
function write(region, message) {
  if (region.textContent !== message) region.textContent = message;
}

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (found === null) throw new TypeError(`the page has no #${id}`);
  return found;
}
