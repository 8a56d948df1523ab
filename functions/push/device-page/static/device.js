/** The page: enrolment, the accounts of this device, and the requests that wait for them. */
import { forgetAccount, keepAccount, listAccounts } from './accounts.js';
import { enrol, leaveAccount, previewEnrolment, Refusal } from './api.js';
import { keepPulling } from './requests.js';
import { canScan, codeOfLink, scanQrCode } from './scan.js';
import { accountText, loadTexts, refusalText, text } from './texts.js';

const codeField = /** @type {HTMLInputElement} */ (document.getElementById('code'));
const nameField = /** @type {HTMLInputElement} */ (document.getElementById('name'));
const status = /** @type {HTMLElement} */ (document.getElementById('status'));
const enrolError = /** @type {HTMLElement} */ (document.getElementById('enrol-error'));
const adding = /** @type {HTMLDetailsElement} */ (document.getElementById('adding'));
const scanner = /** @type {HTMLElement} */ (document.getElementById('scanner'));

await loadTexts();
nameField.value = text('defaultName', { platform: platformName() });
document.getElementById('enrol')?.addEventListener('submit', (event) => {
  event.preventDefault();
  void look();
});
const whose = /** @type {HTMLElement} */ (document.getElementById('whose'));
let codeToAdd = '';
document.getElementById('whose-add')?.addEventListener('click', () => void add());
document.getElementById('whose-not')?.addEventListener('click', () => forgetCode());
codeField.addEventListener('input', () => {
  whose.hidden = true;
  codeToAdd = '';
});
document.getElementById('scan')?.addEventListener('click', () => void scan());
/** @type {HTMLElement} */ (document.getElementById('scan')).hidden = !canScan();
window.addEventListener('hashchange', askBeforeFollowing);
for (const link of document.querySelectorAll('a[hreflang]')) link.addEventListener('click', () => keepCode(link));
/** @type {HTMLElement} */ (document.getElementById('app')).hidden = false;
followLink();
try {
  await showAccounts();
  await keepPulling(listAccounts, announce);
} catch {
  announce(text('storageMissing'));
}

/** @param {string} message read out by a screen reader, and shown */
function announce(message) {
  status.textContent = message;
}

/** Takes the code out of the address, so that it stays in no history. */
function takeLink() {
  const code = codeOfLink(location.href);
  if (code !== undefined) history.replaceState(null, '', location.pathname);
  return code;
}

/** The page was opened by a link: its code stands in the form, and no key press does anything with it by itself. */
function followLink() {
  const code = takeLink();
  if (code === undefined) return;
  codeField.value = code;
  adding.open = true;
}

/**
 * The page in the other language begins with the code that stands here.
 *
 * @param {Element} link
 */
function keepCode(link) {
  if (link instanceof HTMLAnchorElement && codeField.value !== '') link.hash = `code=${codeField.value}`;
}

/** Another link while the page is open: the person may be typing something else, or did not ask for this. */
function askBeforeFollowing() {
  const code = takeLink();
  if (code === undefined || !confirm(text('linkQuestion'))) return;
  forgetCode();
  codeField.value = code;
  adding.open = true;
}

/** Whose account is it? Nothing is added before the person has seen that. */
async function look() {
  const missing = [codeField, nameField].find(({ value }) => value.trim() === '');
  if (missing !== undefined) return refuse(missing, text('fieldMissing'));
  const code = codeField.value;
  try {
    const account = await previewEnrolment(code);
    refuse(undefined, '');
    codeToAdd = code;
    const title = /** @type {HTMLElement} */ (document.getElementById('whose-account'));
    title.textContent = text('whose', { user: accountText(account) });
    whose.hidden = false;
    // Not the button: a second Enter must add nothing.
    title.focus();
  } catch (error) {
    refuse(codeField, error instanceof Refusal ? refusalText(error.code) : text('offline'));
  }
}

function forgetCode() {
  codeToAdd = '';
  codeField.value = '';
  whose.hidden = true;
}

async function add() {
  if (codeToAdd === '') return;
  try {
    const account = await enrol(codeToAdd, nameField.value.trim());
    await keepAccount(account);
    forgetCode();
    await showAccounts();
    adding.open = false;
    announce(text('enrolled', { user: accountText(account) }));
    status.focus();
  } catch (error) {
    whose.hidden = true;
    refuse(codeField, error instanceof Refusal ? refusalText(error.code) : text('offline'));
  }
}

/**
 * @param {HTMLInputElement | undefined} field
 * @param {string} message
 */
function refuse(field, message) {
  enrolError.textContent = message;
  for (const each of [codeField, nameField]) {
    if (each === field) each.setAttribute('aria-invalid', 'true');
    else each.removeAttribute('aria-invalid');
  }
  field?.focus();
}

async function scan() {
  const stop = new AbortController();
  document.getElementById('scan-stop')?.addEventListener('click', () => stop.abort(), { once: true });
  scanner.hidden = false;
  document.getElementById('scan-stop')?.focus();
  try {
    const link = await scanQrCode(/** @type {HTMLVideoElement} */ (document.getElementById('camera')), stop.signal);
    const code = link === undefined ? '' : codeOfLink(link);
    if (code === undefined) return refuse(codeField, text('scanForeign'));
    codeField.value = code;
    codeField.focus();
  } catch {
    refuse(codeField, text('scanNoCamera'));
  } finally {
    scanner.hidden = true;
  }
}

async function showAccounts() {
  const accounts = await listAccounts();
  /** @type {HTMLElement} */ (document.getElementById('accounts')).hidden = accounts.length === 0;
  document.getElementById('account-list')?.replaceChildren(...accounts.map(accountLine));
  /** @type {HTMLElement} */ (document.getElementById('requests')).hidden = accounts.length === 0;
  if (accounts.length === 0) adding.open = true;
}

/** @param {import('./accounts.js').Account} account */
function accountLine(account) {
  const line = document.createElement('li');
  line.className = 'way mine';
  const label = document.createElement('span');
  const [user, device] = [document.createElement('b'), document.createElement('small')];
  user.textContent = accountText(account);
  device.textContent = account.name;
  label.append(user, device);
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button quiet tiny';
  button.textContent = text('forget');
  button.setAttribute('aria-label', text('forgetNamed', { user: accountText(account) }));
  button.addEventListener('click', () => void forget(account));
  line.append(label, button);
  return line;
}

/** @param {import('./accounts.js').Account} account */
async function forget(account) {
  const user = accountText(account);
  if (!confirm(text('forgetQuestion', { user }))) return;
  const outcome = await leave(account);
  if (outcome === 'last' && !confirm(text('forgetLastQuestion', { user }))) return;
  if (outcome === 'failed') return;
  await forgetAccount(account.deviceId);
  await showAccounts();
  announce(text(outcome === 'last' ? 'forgottenHere' : 'forgotten', { user }));
  status.focus();
}

/**
 * @param {import('./accounts.js').Account} account
 * @returns {Promise<'left' | 'last' | 'failed'>}
 */
async function leave(account) {
  try {
    await leaveAccount(account);
    return 'left';
  } catch (error) {
    if (!(error instanceof Refusal)) announce(text('forgetOffline'));
    // The service knows no such device any more: it was removed there.
    else if (error.code === 'SIGNATURE_INVALID') return 'left';
    else if (error.code === 'LAST_FACTOR') return 'last';
    else announce(refusalText(error.code));
    return 'failed';
  }
}

function platformName() {
  const { userAgentData, platform } = /** @type {any} */ (navigator);
  return userAgentData?.platform || platform;
}
