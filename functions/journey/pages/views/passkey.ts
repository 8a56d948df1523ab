import type { PasskeyEnrolment } from '../../../core/passkeys/add-passkey.ts';
import { PASSKEY_ALGORITHMS, type Passkey } from '../../../core/passkeys/passkey.ts';
import { PASSKEY_CHALLENGE_LIFE_MS } from '../../../core/passkeys/passkey-challenge.ts';
import { MAX_PASSKEY_NAME } from '../../../core/passkeys/passkey-name.ts';
import { credentialDescriptor, requestOptions } from '../../../core/passkeys/request-options.ts';
import { passkeysUnder } from '../../../core/passkeys/usable-passkeys.ts';
import { type Html, html, NOTHING } from '../html.ts';
import type { Visit } from '../visit.ts';
import type { PageContent } from './frame.ts';
import { errorNote, form, hidden, wayBack } from './parts.ts';

/** Where a passkey is proven: one button with the question for the browser beside it. A used up question is asked anew. */
export function passkeyForm(visit: Visit, passkeys: readonly Passkey[], content: Html): Html {
  const challenge = visit.session.challenges.passkey?.correlationId;
  const isSigned = passkeys.some(({ lastChallenge }) => lastChallenge === challenge);
  if (challenge === undefined || isSigned) return form(visit, 'passkey', 'begin', content);
  const { settings, rp } = visit;
  const asked = { challenge, rpId: rp.rpId, timeoutMs: timeoutOf(visit), passkeys };
  const options = requestOptions(settings, asked);
  return ceremonyForm(visit, { step: 'passkey', ceremony: 'get', options }, content);
}

/** `PublicKeyCredentialCreationOptionsJSON`. */
function creationOptions(visit: Visit, enrolment: PasskeyEnrolment, present: readonly Passkey[]) {
  const { settings, rp } = visit;
  const { userId } = visit.session.user;
  return {
    challenge: enrolment.challenge,
    rp: { id: rp.rpId, name: settings.PageName },
    user: { id: enrolment.userHandle, name: userId, displayName: userId },
    pubKeyCredParams: PASSKEY_ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: settings.PasskeyUserVerification },
    attestation: 'none',
    excludeCredentials: present.map(credentialDescriptor),
    extensions: { credProps: true },
    timeout: timeoutOf(visit),
  };
}

/** No longer than the session: an answer after its end is of no use. */
function timeoutOf({ session, nowMs }: Visit): number {
  return Math.min(PASSKEY_CHALLENGE_LIFE_MS, session.expiresAtMs - nowMs);
}

interface NewPasskey {
  readonly enrolment: PasskeyEnrolment;
  /** What the person has; a device that has one of these makes no second one. */
  readonly present: readonly Passkey[];
  readonly error: string | undefined;
}

/** One button that makes a passkey. */
export function makePasskeyPage(visit: Visit, view: NewPasskey): PageContent {
  const { passkey } = visit.texts;
  const options = creationOptions(visit, view.enrolment, view.present);
  const button = html`<div class="stack"><button class="button">${passkey.make}</button></div>`;
  return {
    title: passkey.title,
    isError: view.error !== undefined,
    hasPasskey: true,
    main: html`<h1>${passkey.title}</h1>
${errorNote(view.error)}
<p class="lead">${passkey.lead}</p>
${ceremonyForm(visit, { step: 'add-passkey', ceremony: 'create', options }, button)}
${wayBack(visit)}`,
  };
}

/** One field with the name that stands. */
export function renamePasskeyPage(
  visit: Visit,
  { step, name, error }: { readonly step: string; readonly name: string; readonly error: string | undefined },
): PageContent {
  const { rename } = visit.texts.passkey;
  const isWrong = error === undefined ? NOTHING : html` aria-invalid="true" aria-describedby="error"`;
  const field = html`<div><label for="name">${rename.label}</label>
<input id="name" name="name" type="text" value="${name}" maxlength="${MAX_PASSKEY_NAME * 2}" autocomplete="off" required autofocus${isWrong}></div>`;
  const stack = html`<div class="stack">${field}<button class="button">${rename.submit}</button></div>`;
  return {
    title: rename.title,
    isError: error !== undefined,
    main: html`<h1>${rename.title}</h1>
${errorNote(error)}
${form(visit, step, 'rename', stack)}
${wayBack(visit)}`,
  };
}

interface Ceremony {
  readonly step: string;
  readonly ceremony: 'get' | 'create';
  readonly options: object;
}

/** The question stands in the page: Safari takes a call in the very click alone, before anything is waited for. */
function ceremonyForm(visit: Visit, { step, ceremony, options }: Ceremony, content: Html): Html {
  const { passkey } = visit.texts;
  const home = homeOf(visit);
  const said = JSON.stringify({ ...passkey.browser, ...passkey[ceremony], address: passkey.address(home) });
  return html`<form method="post" action="${visit.path(step)}" data-passkey="${ceremony}" data-home="${home}" data-options="${JSON.stringify(options)}" data-said="${said}">${hidden({ token: visit.token, act: 'check' })}${content}
<p class="small" role="status"></p><noscript><p class="small">${passkey.noScript}</p></noscript></form>`;
}

/** The one address at which they work: browsers bind a passkey to a name, and an IP address is none. */
function homeOf({ rp: { origins } }: Visit): string {
  const { protocol, hostname, port, origin } = new URL(origins[0] ?? '');
  const isAddress = /^[\d.]+$|^\[/.test(hostname);
  return isAddress ? `${protocol}//localhost${port === '' ? '' : `:${port}`}` : origin;
}

/** What the browser is told of the passkeys that still count, for its own lists (WebAuthn Level 3 section 5.1.10). */
export function acceptedSignal(
  { rp: { rpId } }: Pick<Visit, 'rp'>,
  userHandle: string,
  passkeys: readonly Passkey[],
): PasskeySignal {
  const ids = passkeysUnder(rpId, { passkeys }).map(({ credentialId }) => credentialId);
  return { accepted: { rpId, userId: userHandle, allAcceptedCredentialIds: ids } };
}

/** For `PublicKeyCredential.signalAllAcceptedCredentials` and `signalUnknownCredential`. */
export interface PasskeySignal {
  readonly accepted?: { readonly rpId: string; readonly userId: string; readonly allAcceptedCredentialIds: string[] };
  readonly unknown?: { readonly rpId: string; readonly credentialId: string };
}

/** After a form that no script has sent; said by the page that it leads to. */
export function signalNote(signal: PasskeySignal | undefined): Html {
  return signal === undefined ? NOTHING : html`<div data-signal="${JSON.stringify(signal)}" hidden></div>`;
}
