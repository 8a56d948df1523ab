import type { BeginEnrolmentDependencies } from '../../../core/enrol/begin-enrolment.ts';
import { enrollerOf } from '../../../core/journey/key-to-confirm.ts';
import {
  type AddedPasskey,
  type AddPasskeyDependencies,
  addPasskey,
  beginPasskey,
  type PasskeyEnrolment,
} from '../../../core/passkeys/add-passkey.ts';
import type { NewCredential, Passkey, RelyingParty } from '../../../core/passkeys/passkey.ts';
import { nameOfNewPasskey } from '../../../core/passkeys/passkey-name.ts';
import { type RegistrationAnswer, readRegistration } from '../../../core/passkeys/read-answer.ts';
import { passkeysUnder } from '../../../core/passkeys/usable-passkeys.ts';
import { isResetReady } from '../../../core/recovery/reset.ts';
import { rememberChallenge } from '../../../core/sessions/open-session.ts';
import { logFailedNotices } from '../../../http/log-failed-notices.ts';
import { logRefusedPasskey } from '../../../http/log-refused-passkey.ts';
import type { Reply } from '../../../http/reply.ts';
import { faultMessage, type Message } from '../messages.ts';
import { leadTo, readError } from '../notice.ts';
import { makePasskeyPage } from '../views/passkey.ts';
import type { ActingVisit, Visit } from '../visit.ts';
import { announce, type EnrolDependencies } from './enrol.ts';
import { parseAnswer } from './passkey-answer.ts';
import { answer, type Step } from './step.ts';
import { endOfReset, type ResetDoneDependencies } from './tell-of-reset.ts';

export interface AddPasskeyStepDependencies
  extends EnrolDependencies,
    BeginEnrolmentDependencies,
    ResetDoneDependencies,
    Omit<AddPasskeyDependencies, 'endOldFactors' | 'passkeys'> {
  readonly passkeys: AddPasskeyDependencies['passkeys'] & ResetDoneDependencies['passkeys'];
  readonly clock: AddPasskeyDependencies['clock'];
  readonly credentials: BeginEnrolmentDependencies['credentials'] & AddPasskeyDependencies['credentials'];
}

const STEP = 'add-passkey' as const;

/** A passkey: what the browser is asked stands in the page that the beginning leads to. */
export function addPasskeyStep(deps: AddPasskeyStepDependencies): Step {
  return {
    async show(visit, { query }) {
      const enrolment = enrolmentOf(visit);
      if (enrolment === undefined) return leadTo(visit);
      const present = passkeysUnder(visit.rp.rpId, await visit.record());
      return answer(visit, makePasskeyPage(visit, { enrolment, present, error: readError(visit, query) }));
    },

    async act(visit, { form, headers }) {
      if (form.act === 'begin') return begin(deps, visit);
      if (form.act !== 'check') return leadTo(visit);
      if (form.answer === undefined) return leadTo(visit, STEP, { error: 'passkeyNeedsScript' });
      return finish(deps, visit, form.answer, headers['user-agent']);
    },
  };
}

/** What stands in the session and is not over. */
function enrolmentOf({ session, nowMs }: Visit): PasskeyEnrolment | undefined {
  const { correlationId: challenge, display: userHandle, expiresAtMs = 0 } = session.challenges[STEP] ?? {};
  if (challenge === undefined || userHandle === undefined || expiresAtMs <= nowMs) return undefined;
  return { challenge, userHandle, expiresAtMs };
}

async function begin(deps: AddPasskeyStepDependencies, visit: ActingVisit): Promise<Reply> {
  const { settings, session, nowMs, open } = visit;
  const enroller = enrollerOf(session, isResetReady(session, await visit.record(), nowMs));
  const begun = await beginPasskey(deps, settings, session.user, enroller);
  if (begun.kind === 'refused') return { ...leadTo(visit, undefined, whyNotBegun(begun, nowMs)), code: begun.reason };
  logFailedNotices(deps.log, begun.notices);
  const { challenge, userHandle, expiresAtMs } = begun.enrolment;
  const asked = { correlationId: challenge, display: userHandle, sentAtMs: nowMs, expiresAtMs };
  const stored = await rememberChallenge(deps, open, STEP, asked);
  return leadTo(visit, stored === 'blocked' ? undefined : STEP);
}

type NotBegun = Extract<Awaited<ReturnType<typeof beginPasskey>>, { kind: 'refused' }>;

function whyNotBegun(refusal: NotBegun, nowMs: number): Message {
  switch (refusal.reason) {
    case 'SEND_LIMIT_EXCEEDED':
      return { error: 'begunOften', ms: Math.max(1000, refusal.untilMs - nowMs) };
    case 'PASSKEY_LIMIT_REACHED':
      return { error: 'passkeyLimit' };
    case 'PROOF_REQUIRED':
      return { error: 'needsProof' };
    case 'TOO_MANY_REQUESTS':
      return { error: 'busy' };
    // Something changed since the page was shown: a factor was added, the person or the setting is another one.
    case 'FACTOR_BOUND':
    case 'SECRET_KEY_EXISTS':
      return { error: 'stale' };
    case 'USER_UNKNOWN':
    case 'FACTOR_DISABLED':
      return { error: 'unavailable' };
    default:
      return refusal satisfies never;
  }
}

async function finish(
  deps: AddPasskeyStepDependencies,
  visit: ActingVisit,
  typed: string,
  userAgent: string | undefined,
): Promise<Reply> {
  const enrolment = enrolmentOf(visit);
  const { rp, settings, session } = visit;
  if (enrolment === undefined) {
    return { ...leadTo(visit, undefined, { error: 'passkeyOver' }), code: 'ENROLMENT_CODE_INVALID' };
  }
  const read = readRegistration(parseAnswer(typed));
  if (read === undefined)
    return refused(deps, visit, { kind: 'refused', reason: 'PASSKEY_INVALID', fault: 'malformed' });
  const nameOf = namer(visit, userAgent);
  const reset = endOfReset(deps);
  const ending = { ...deps, endOldFactors: reset.endOldFactors };
  const added = await addPasskey(ending, settings, { user: session.user, rp, enrolment, answer: read, nameOf });
  if (added.kind === 'refused') return refused(deps, visit, added, read);
  if (added.byReset) await reset.tell(visit, added.account);
  else await announce(deps, visit, added.account, { change: 'added', factor: 'passkey', name: added.passkey.name });
  return leadTo(visit, undefined, { added: 'passkey' });
}

function namer({ settings, language, nowMs }: Visit, userAgent: string | undefined) {
  return (credential: NewCredential, others: readonly Passkey[]) =>
    nameOfNewPasskey(credential, { userAgent, atMs: nowMs, timeZone: settings.TimeZone, language }, others);
}

type NotAdded = Extract<AddedPasskey, { kind: 'refused' }>;

async function refused(
  deps: AddPasskeyStepDependencies,
  visit: ActingVisit,
  { reason, fault }: NotAdded,
  made?: RegistrationAnswer,
): Promise<Reply> {
  // The answer to the first try was lost, or the button was pressed twice: it is this very one that stands there.
  if (reason === 'ENROLMENT_CODE_INVALID' && (await isThere(deps, visit, made))) {
    return leadTo(visit, undefined, { added: 'passkey' });
  }
  logRefusedPasskey(deps.log, { reason, fault });
  const { error, isOver } = REFUSALS[reason];
  const message = reason === 'PASSKEY_INVALID' ? faultMessage(fault) : { error };
  const reply = leadTo(visit, isOver ? undefined : STEP, message);
  return { ...reply, code: reason, body: { signal: leftover(visit.rp, reason, made) } };
}

/** Where a refusal leads: to the page of this step where its question still stands, to the list where it is used up. */
const REFUSALS = {
  PASSKEY_INVALID: { error: 'passkeyWrong', isOver: false },
  PASSKEY_SYNCED: { error: 'passkeyNeedsKey', isOver: false },
  TOO_MANY_REQUESTS: { error: 'busy', isOver: false },
  PASSKEY_EXISTS: { error: 'passkeyExists', isOver: true },
  PASSKEY_LIMIT_REACHED: { error: 'passkeyLimit', isOver: true },
  ENROLMENT_CODE_INVALID: { error: 'passkeyOver', isOver: true },
} as const satisfies Record<NotAdded['reason'], object>;

async function isThere(
  { users }: AddPasskeyStepDependencies,
  { session }: Visit,
  made: RegistrationAnswer | undefined,
) {
  const { passkeys = [] } = await users.load(session.user);
  return made !== undefined && passkeys.some(({ credentialId }) => credentialId === made.credentialId);
}

/** The device has made it and we do not keep it, so it may forget it; one that stands here, or may in a moment, it keeps. */
function leftover({ rpId }: RelyingParty, reason: NotAdded['reason'], made: RegistrationAnswer | undefined) {
  if (made === undefined || reason === 'PASSKEY_EXISTS' || reason === 'TOO_MANY_REQUESTS') return undefined;
  return { unknown: { rpId, credentialId: made.credentialId } };
}
