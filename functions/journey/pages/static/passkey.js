/* Passkeys: loaded where a page asks the browser for one. The other ways work without it. */
{
  /** @typedef {{ accepted?: object, unknown?: object }} Signal */

  /** @param {string} text of base64url */
  const toBytes = (text) =>
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

  /** @param {ArrayBuffer} bytes */
  const toText = (bytes) =>
    btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');

  /** @param {{ id: string }[]} list */
  const withBytes = (list) => list.map((one) => ({ ...one, id: toBytes(one.id) }));

  /* Both by hand: not every browser reads and writes JSON by itself. */
  /** @param {any} options */
  async function get(options) {
    const { challenge, allowCredentials, ...others } = options;
    const publicKey = { ...others, challenge: toBytes(challenge), allowCredentials: withBytes(allowCredentials) };
    const credential = /** @type {PublicKeyCredential} */ (await navigator.credentials.get({ publicKey }));
    const answer = /** @type {AuthenticatorAssertionResponse} */ (credential.response);
    return asJson(credential, {
      authenticatorData: toText(answer.authenticatorData),
      signature: toText(answer.signature),
      ...(answer.userHandle && { userHandle: toText(answer.userHandle) }),
    });
  }

  /** @param {any} options */
  async function create(options) {
    const { challenge, user, excludeCredentials, ...others } = options;
    const credential = /** @type {PublicKeyCredential} */ (
      await navigator.credentials.create({
        publicKey: {
          ...others,
          challenge: toBytes(challenge),
          user: { ...user, id: toBytes(user.id) },
          excludeCredentials: withBytes(excludeCredentials),
        },
      })
    );
    const answer = /** @type {AuthenticatorAttestationResponse} */ (credential.response);
    return asJson(credential, {
      attestationObject: toText(answer.attestationObject),
      authenticatorData: ifAble(() => toText(answer.getAuthenticatorData())) || undefined,
      transports: ifAble(() => answer.getTransports()),
    });
  }

  /* A keeper of passwords may answer in the place of the browser, with an object whose methods fail. */
  /**
   * @template Value
   * @param {() => Value} call
   */
  function ifAble(call) {
    try {
      return call();
    } catch {
      return undefined;
    }
  }

  /**
   * @param {PublicKeyCredential} credential
   * @param {object} response
   */
  function asJson(credential, response) {
    const { id, type } = credential;
    const clientDataJSON = toText(credential.response.clientDataJSON);
    const clientExtensionResults = { credProps: ifAble(() => credential.getClientExtensionResults().credProps) };
    return JSON.stringify({ id, rawId: id, type, response: { clientDataJSON, ...response }, clientExtensionResults });
  }

  /* The lists of the browser and of its keeper of passwords: a favour, so no error of it stops anybody. */
  /** @param {Signal | undefined} signal */
  async function tell({ accepted, unknown } = {}) {
    const api = /** @type {any} */ (window.PublicKeyCredential);
    const told = Promise.allSettled([
      accepted && api?.signalAllAcceptedCredentials?.(accepted),
      unknown && api?.signalUnknownCredential?.(unknown),
    ]);
    await Promise.race([told, new Promise((done) => setTimeout(done, 500))]);
  }

  /** @param {HTMLFormElement} form */
  function makeReady(form) {
    const { passkey, home, options = '', said = '' } = form.dataset;
    /** @type {Record<string, string>} */
    const texts = JSON.parse(said);
    const asked = JSON.parse(options);
    const button = form.querySelector('button');
    const note = form.querySelector('p');
    if (!button || !note) return;
    /** @type {string | undefined} */
    let unsent;

    /** @param {string} name */
    const say = (name, error = '') => {
      note.className = 'note bad';
      note.textContent = (texts[name] ?? '').replace('#', error);
    };

    /* Below the others, with a hint, where it is not the way for this browser. */
    /** @param {string} name */
    const putLast = (name) => {
      const row = form.closest('.ways > li');
      row?.parentElement?.append(row);
      note.textContent = texts[name] ?? '';
    };

    const whyNot = () => {
      if (location.origin !== home) return 'address';
      return (!window.PublicKeyCredential || !isSecureContext) && 'unsupported';
    };

    const lookAround = async () => {
      const obstacle = whyNot();
      if (obstacle) return putLast(obstacle);
      const inside = passkey === 'create' || asked.allowCredentials.every(isInside);
      if (inside && !(await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable())) putLast('elsewhere');
    };

    /** @param {{ transports: string[] }} credential */
    const isInside = ({ transports }) => transports.length === 1 && transports[0] === 'internal';

    const ready = () => {
      delete form.dataset.sent;
      button.removeAttribute('aria-disabled');
    };

    /** @param {Error} error */
    const nameOf = ({ name }) => {
      if (name === 'NotAllowedError' || name === 'AbortError') return 'unfinished';
      if (name === 'SecurityError') return 'forbidden';
      return name === 'InvalidStateError' && passkey === 'create' ? 'already' : 'failed';
    };

    /** @param {string} answer */
    const send = async (answer) => {
      const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
      const body = new URLSearchParams([...fields, ['answer', answer]]);
      const reply = await fetch(form.action, { method: 'POST', headers: { accept: 'application/json' }, body });
      const isTold = reply.headers.get('content-type')?.startsWith('application/json');
      // A page that says why, such as that cookies are blocked: a form shows it.
      if (!isTold && reply.status < 500) return showPage(answer);
      const { next, signal } = isTold ? await reply.json() : {};
      if (next === undefined) throw new Error('lost');
      unsent = undefined;
      await tell(signal);
      location.assign(next);
    };

    /** @param {string} answer */
    const showPage = (answer) => {
      const field = document.createElement('input');
      Object.assign(field, { type: 'hidden', name: 'answer', value: answer });
      form.append(field);
      form.submit();
    };

    /* No wait before the call of the browser, which must be in the click itself. */
    const run = async () => {
      try {
        unsent ??= await (passkey === 'create' ? create(asked) : get(asked));
      } catch (error) {
        const cause = error instanceof Error ? error : new Error();
        say(nameOf(cause), cause.name);
        return ready();
      }
      await send(unsent).catch(() => {
        say('lost');
        ready();
      });
    };

    button.addEventListener('click', (event) => {
      event.preventDefault();
      if (form.dataset.sent) return;
      const obstacle = whyNot();
      if (obstacle) return say(obstacle);
      form.dataset.sent = 'yes';
      button.setAttribute('aria-disabled', 'true');
      // It was about the try before.
      document.getElementById('error')?.remove();
      note.className = 'small';
      note.textContent = texts.asking ?? '';
      void run();
    });
    void lookAround();
  }

  for (const form of document.forms) if (form.dataset.passkey) makeReady(form);
  for (const { dataset } of document.querySelectorAll('div')) if (dataset.signal) void tell(JSON.parse(dataset.signal));
}
