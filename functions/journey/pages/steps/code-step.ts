import { normaliseCode } from '../../../core/directory/user.ts';
import { maskedAddress } from '../../../core/journey/mask.ts';
import type { Offer } from '../../../core/journey/offers.ts';
import { type ProveDependencies, proveCode } from '../../../core/journey/prove-code.ts';
import { rescuesOf } from '../../../core/journey/rescues.ts';
import { createOtp } from '../../../core/send/create-otp.ts';
import { addressOf } from '../../../core/send/destination.ts';
import type { CreateOtpDependencies, CreateOtpOutcome } from '../../../core/send/otp-request.ts';
import type { Reply } from '../../../http/reply.ts';
import type { PageRequest } from '../../../http/serve-page.ts';
import { notSentMessage } from '../messages.ts';
import { leadTo } from '../notice.ts';
import { type CodePage, codePage } from '../views/code.ts';
import type { ActingVisit, Visit } from '../visit.ts';
import { type AfterProofDependencies, afterProof } from './after-proof.ts';
import { codeError } from './code-error.ts';
import { hasOtherWay } from './other-way.ts';
import { resetOffer } from './reset.ts';
import { answer, type Step } from './step.ts';
import { storeChallenge } from './store-challenge.ts';

export interface CodeStepDependencies
  extends ProveDependencies,
    CreateOtpDependencies,
    Omit<AfterProofDependencies, 'users'> {
  readonly clock: ProveDependencies['clock'];
}
type Method = 'totp' | 'email' | 'sms';

/** A code: of an authenticator app, or of a message that is sent here. */
export function codeStep(deps: CodeStepDependencies, method: Method): Step {
  return {
    async show(visit, { query }) {
      if (await isToldOfLock(visit)) return leadTo(visit);
      if (method !== 'totp' && visit.session.challenges[method] === undefined) return leadTo(visit);
      return answer(visit, codePage(visit, await codeView(visit, method, query)));
    },
    async act(visit, { form }) {
      if (form.act === 'send' && method !== 'totp') return send(deps, visit, method, form.once);
      if (form.act !== 'check') return leadTo(visit);
      return check(deps, visit, method, form.code ?? '');
    },
  };
}

/** While codes are locked the first page says so, and offers a passkey where there is one. */
export async function isToldOfLock(visit: Visit): Promise<boolean> {
  return visit.settings.VerboseOutput && (await visit.standing()).kind === 'locked';
}

/** What the page of a code shows; that of an app is also the first page of who has nothing else. */
export async function codeView(visit: Visit, method: Method, query: PageRequest['query']): Promise<CodePage> {
  const { texts, session } = visit;
  const sent = method === 'totp' ? undefined : session.challenges[method];
  const isOnly = isCodeOfAppAlone(await visit.offers());
  return {
    method,
    step: method,
    title: texts.code.titles[method],
    lead: texts.code.leads[method](maskedAddress(method, sent?.address)),
    error: await codeError(visit, query),
    reset: await resetOffer(visit),
    wayOut: (await hasOtherWay(visit, method)) ? { href: visit.path(), text: texts.otherWay } : undefined,
    // The first page of who has nothing else is this one, so that what is below the choice stands here.
    rescues: isOnly ? rescuesOf(visit.settings, await visit.record()) : [],
    ...(sent === undefined ? {} : { sent }),
  };
}

export function isCodeOfAppAlone(offers: readonly Offer[]): boolean {
  return offers.length === 1 && offers[0]?.method === 'totp';
}

async function send(deps: CodeStepDependencies, visit: ActingVisit, method: 'email' | 'sms', once = visit.nonce) {
  const { session, settings } = visit;
  const outcome = await createOtp(deps, settings, {
    by: 'page',
    language: visit.language,
    user: session.user,
    application: session.application,
    channel: method,
    sessionId: session.id,
    newAddress: undefined,
    idempotency: { caller: `session#${session.id}`, key: `${method}#${once}` },
  });
  if (outcome.kind === 'created') return storeChallenge(deps, visit, method, outcome);
  const reply = notSent(visit, method, outcome);
  return outcome.kind === 'refused' ? { ...reply, code: outcome.reason } : reply;
}

/** Where nothing more is sent the last code of this session still counts, and its page has the field for it. */
function notSent(visit: ActingVisit, method: 'email' | 'sms', outcome: Exclude<CreateOtpOutcome, { kind: 'created' }>) {
  const last = visit.session.challenges[method];
  const message = notSentMessage(visit.settings, outcome, visit.nowMs);
  if (message.error !== 'sendLimit' || last === undefined || last.expiresAtMs <= visit.nowMs)
    return leadTo(visit, undefined, message);
  return leadTo(visit, method, { error: 'sendLimitUseLast' });
}

async function check(deps: CodeStepDependencies, visit: ActingVisit, method: Method, typed: string): Promise<Reply> {
  const code = normaliseCode(typed);
  // Nothing was typed, so nothing was tried.
  if (code.reveal() === '') return leadTo(visit, method, { error: 'missing' });
  if (method !== 'totp' && !(await isStillThere(visit, method))) return leadTo(visit);
  const proven = await proveCode(deps, visit.settings, visit.open, method, code);
  if (proven === 'nothing-sent') return leadTo(visit);
  return afterProof(deps, visit, proven, (message) => leadTo(visit, method, message));
}

/** Whether the code went to what is the person's address now: an old one may be in other hands, which is why it is old. */
async function isStillThere(visit: ActingVisit, method: 'email' | 'sms'): Promise<boolean> {
  const { account } = await visit.record();
  const now = account && addressOf(visit.settings, method, account);
  return typeof now === 'object' && now.address === visit.session.challenges[method]?.address;
}
