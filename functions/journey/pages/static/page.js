/* The one script. Every page works without it: it only saves waiting, typing and a second click. */

const language = document.documentElement.lang;

/** @param {number} ms */
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** @param {HTMLFormElement} form */
function post(form) {
  const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
  return fetch(form.action, { method: 'POST', body: new URLSearchParams(fields) });
}

/* A form is sent once; coming back to the page makes it ready again. */
document.addEventListener('submit', (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = 'yes';
  for (const button of form.querySelectorAll('button')) button.setAttribute('aria-disabled', 'true');
});
addEventListener('pageshow', () => {
  for (const form of document.forms) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll('button')) button.removeAttribute('aria-disabled');
  }
});

/* The first visit: the session becomes this browser's. Only for eyes, so that a page loaded ahead changes nothing. The
   answer brings a token for the cookie that the browser has now; without the answer the old one goes on to work. */
/** @param {HTMLFormElement} form */
async function becomeOurs(form) {
  const answer = await post(form).catch(() => undefined);
  if (answer === undefined || answer.status >= 500) return;
  // Another browser has it, or its time is over: the page says so at once. Once, since a browser that keeps no cookie
  // would ask for ever; its next form tells it.
  const [loaded] = performance.getEntriesByType('navigation');
  if (!answer.ok && loaded instanceof PerformanceNavigationTiming && loaded.type === 'reload') return;
  if (!answer.ok) return location.reload();
  const { token } = await answer.json();
  for (const field of document.querySelectorAll('input')) if (field.name === 'token') field.value = token;
}

const begin = /** @type {HTMLFormElement | null} */ (document.querySelector('form[data-begin]'));
if (begin) {
  const whenSeen = () => {
    if (document.visibilityState !== 'visible' || ('prerendering' in document && document.prerendering)) return;
    document.removeEventListener('visibilitychange', whenSeen);
    void becomeOurs(begin);
  };
  document.addEventListener('visibilitychange', whenSeen);
  document.addEventListener('prerenderingchange', whenSeen);
  whenSeen();
}

/* "１２３ 456" is a code: blanks and what nobody sees go, wide digits become digits. */
for (const field of document.querySelectorAll('input')) {
  if (!field.classList.contains('code')) continue;
  field.addEventListener('input', (event) => {
    if (event instanceof InputEvent && event.isComposing) return;
    const clean = field.value.normalize('NFKC').replace(/[\s\p{Cf}\p{DI}]+/gu, '');
    if (clean !== field.value) field.value = clean;
  });
}

/* "Send a new code" waits a moment, and shows how long. */
for (const button of document.querySelectorAll('button')) {
  const { waitMs, waitText } = button.dataset;
  if (waitMs === undefined || waitText === undefined) continue;
  const text = button.textContent;
  const until = Date.now() + Number(waitMs);
  const show = () => {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    button.disabled = seconds > 0;
    button.textContent = seconds > 0 ? waitText.replace('#', String(seconds)) : text;
    if (seconds > 0) setTimeout(show, 250);
  };
  show();
}

/** @param {Date} when */
function clockTime(when) {
  /** @type {Intl.DateTimeFormatOptions} */
  const clock = { hour: 'numeric', minute: '2-digit' };
  const isToday = when.toDateString() === new Date().toDateString();
  const text = when.toLocaleString(language, isToday ? clock : { ...clock, month: 'short', day: 'numeric' });
  return language === 'ja' ? text.replace(/(\d+):(\d+)/, '$1時$2分') : text;
}

/* The end of a lock by the clock on the wall, and days by the calendar of the reader. */
for (const time of document.querySelectorAll('time')) {
  const { local, date } = time.dataset;
  const when = new Date(time.dateTime);
  if (local !== undefined) time.textContent += local.replace('#', clockTime(when));
  if (date !== undefined) time.textContent = when.toLocaleDateString(language, { dateStyle: 'long' });
}

/* A session that is over says so by itself, and a while before. */
for (const note of document.querySelectorAll('p')) {
  const { waitMs, warnMs, text, over } = note.dataset;
  if (waitMs === undefined || warnMs === undefined || text === undefined || over === undefined) continue;
  const end = Date.now() + Number(waitMs);
  const look = () => {
    const left = end - Date.now();
    if (left <= 0) return location.replace(over);
    if (left <= Number(warnMs) && note.textContent === '') note.textContent = text;
    setTimeout(look, Math.min(left, left > Number(warnMs) ? left - Number(warnMs) : 1000));
  };
  // A page that comes back from the history of the browser has slept meanwhile.
  addEventListener('pageshow', (event) => event.persisted && look());
  look();
}

/** Waits for the phone: the answer ends the wait at once, then the form is sent.
 * @param {HTMLFormElement} form
 * @param {string} address
 */
async function watch(form, address) {
  for (let failures = 0; failures < 20; ) {
    const askedAt = Date.now();
    try {
      const answer = await fetch(address, { headers: { Prefer: 'wait=20' } });
      if (!answer.ok && answer.status < 500) return location.reload();
      const { state } = await answer.json();
      failures = 0;
      // At once: another question of this session waits already.
      if (state === 'pending' && Date.now() - askedAt < 1000) await pause(2000);
      if (state === 'pending') continue;
      const status = document.querySelector('[data-status]');
      if (state === 'approved' && status) status.textContent = form.dataset.approved ?? '';
      return form.requestSubmit();
    } catch {
      failures += 1;
      await pause(Math.min(500 * failures, 4000));
    }
  }
}

for (const form of document.forms) {
  if (form.dataset.poll) void watch(form, form.dataset.poll);
}
