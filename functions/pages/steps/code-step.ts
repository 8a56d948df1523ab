import { normaliseCode } from '../../core/identity/user.ts';
import { offersOf } from '../../core/journey/offers.ts';
import { type ProveDependencies, pinSessionId, proveCode } from '../../core/journey/prove-code.ts';
import { createOtp } from '../../core/send/create-otp.ts';
import type { CreateOtpDependencies } from '../../core/send/otp-request.ts';
import { type Message, messageQuery, notSentMessage, readMessage } from '../messages.ts';
import { seeOther } from '../page-reply.ts';
import { readSent, sentFields } from '../sent.ts';
import { codePage } from '../views/code.ts';
import type { ActingVisit, Visit } from '../visit.ts';
import { afterProof } from './after-proof.ts';
import { answer, type Step } from './step.ts';

export interface CodeStepDependencies extends ProveDependencies, CreateOtpDependencies {}
type Method = 'totp' | 'email' | 'sms';

/** A code: of an authenticator app, or of a message that is sent here. */
export function codeStep(deps: CodeStepDependencies, method: Method): Step {
  return {
    async show(visit, { query }) {
      const sent = readSent(query);
      if (method !== 'totp' && sent === undefined) return seeOther(visit.path());
      const { texts } = visit;
      const to = method === 'totp' ? '' : await maskedAddress(visit, method);
      const view = {
        method,
        step: method,
        title: texts.code.titles[method],
        lead: texts.code.leads[method](to),
        error: readMessage(texts, query),
        wayOut: { href: visit.path(), text: texts.otherWay },
        ...(sent === undefined ? {} : { sent }),
      };
      return answer(visit, codePage(visit, view));
    },
    async act(visit, { form }) {
      if (form.act === 'send' && method !== 'totp') return send(deps, visit, method, form.once);
      if (form.act !== 'check') return seeOther(visit.path());
      return check(deps, visit, method, form);
    },
  };
}

async function maskedAddress(visit: Visit, method: Method): Promise<string> {
  const offers = offersOf(visit.settings, await visit.record(), []);
  return offers.find((offer) => offer.method === method)?.to ?? '';
}

async function send(deps: CodeStepDependencies, visit: ActingVisit, method: 'email' | 'sms', once = visit.nonce) {
  const { session, settings } = visit;
  const outcome = await createOtp(deps, settings, {
    user: session.user,
    application: session.application,
    channel: method,
    sessionId: pinSessionId(session.id, { method }),
    email: undefined,
    phone: undefined,
    idempotency: { caller: `session#${session.id}`, key: `${method}#${once}` },
  });
  if (outcome.kind === 'created') return seeOther(visit.path(method), sentFields(outcome));
  const reply = seeOther(visit.path(), messageQuery(notSentMessage(settings, outcome, visit.nowMs)));
  return outcome.kind === 'refused' ? { ...reply, code: outcome.reason } : reply;
}

async function check(
  deps: CodeStepDependencies,
  visit: ActingVisit,
  method: Method,
  form: Readonly<Record<string, string>>,
) {
  const sent = readSent(form);
  const again = (message: Message) =>
    seeOther(visit.path(method), { ...(sent === undefined ? {} : sentFields(sent)), ...messageQuery(message) });
  const code = normaliseCode(form.code ?? '');
  // Nothing was typed, so nothing was tried.
  if (code.reveal() === '') return again({ error: 'missing' });
  const typed = { method, code, ...(sent === undefined ? {} : { correlationId: sent.correlationId }) };
  const proven = await proveCode(deps, visit.settings, visit.open, typed);
  return afterProof(deps, visit, proven, again);
}
