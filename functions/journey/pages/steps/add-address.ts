import { attributeOf } from '../../../core/directory/attribute.ts';
import { forgetLostAddress } from '../../../core/directory/forget-lost-address.ts';
import { checkAttributes } from '../../../core/directory/profile.ts';
import { normaliseCode } from '../../../core/directory/user.ts';
import { maskedAddress } from '../../../core/journey/mask.ts';
import { type ProveDependencies, proveCode } from '../../../core/journey/prove-code.ts';
import type { Directory } from '../../../core/ports/directory.ts';
import { createOtp } from '../../../core/send/create-otp.ts';
import type { CreateOtpDependencies } from '../../../core/send/otp-request.ts';
import { mayTakeAway } from '../../../core/sessions/may-take-away.ts';
import { foldTyped } from '../../../core/typed-text.ts';
import type { Reply } from '../../../http/reply.ts';
import { type Message, notSentMessage } from '../messages.ts';
import { leadTo, noticeQuery, readError } from '../notice.ts';
import { seeOther } from '../page-reply.ts';
import { addressPage } from '../views/add-factor.ts';
import { codePage } from '../views/code.ts';
import type { ActingVisit, Visit } from '../visit.ts';
import { type AfterProofDependencies, afterProof } from './after-proof.ts';
import { codeError } from './code-error.ts';
import { announce, type EnrolDependencies } from './enrol.ts';
import { answer, type Step } from './step.ts';
import { storeChallenge } from './store-challenge.ts';

export interface AddAddressDependencies
  extends EnrolDependencies,
    ProveDependencies,
    CreateOtpDependencies,
    Omit<AfterProofDependencies, 'users'> {
  readonly clock: ProveDependencies['clock'];
  readonly directory: Pick<Directory, 'find' | 'change'>;
}

type Method = 'email' | 'sms';
type Form = Readonly<Record<string, string>>;

/** An e-mail address or a phone number: a code is sent there, and only after it came back the address counts. */
export function addAddressStep(deps: AddAddressDependencies, method: Method): Step {
  const step = stepOf(method);
  return {
    async show(visit, { query }) {
      const { texts, session } = visit;
      const sent = session.challenges[step];
      if (sent === undefined || query.other === 'yes') {
        return answer(visit, addressPage(visit, method, readError(visit, query)));
      }
      const error = await codeError(visit, query);
      const title = texts.code.titles[method];
      const lead = texts.code.leads[method](maskedAddress(method, sent.address));
      const wayOut = { href: visit.path(), text: texts.back };
      return answer(visit, codePage(visit, { method, step, title, lead, sent, error, wayOut }));
    },

    async act(visit, { form }) {
      if (form.act === 'send') return send(deps, visit, method, form);
      if (form.act === 'check') return confirm(deps, visit, method, form.code ?? '');
      return leadTo(visit);
    },
  };
}

function stepOf(method: Method): `add-${Method}` {
  return `add-${method}`;
}

function fieldOf({ settings }: Visit, method: Method): string {
  return method === 'email' ? settings.EmailField : settings.PhoneField;
}

async function send(deps: AddAddressDependencies, visit: ActingVisit, method: Method, form: Form): Promise<Reply> {
  const { session, settings } = visit;
  const field = fieldOf(visit, method);
  const step = stepOf(method);
  const typed = foldTyped(form.address ?? session.challenges[step]?.address ?? '').trim();
  const checked = checkAttributes(settings, { [field]: typed });
  const to = checked.kind === 'valid' ? attributeOf(checked.attributes, field) : undefined;
  const again = (message: Message) =>
    form.address === undefined
      ? leadTo(visit, step, message)
      : seeOther(visit.path(step), { other: 'yes', ...noticeQuery(visit, message) });
  if (to === undefined) return again({ error: method === 'email' ? 'email' : 'phone' });
  const outcome = await createOtp(deps, settings, {
    by: 'page',
    language: visit.language,
    user: session.user,
    application: session.application,
    channel: method,
    sessionId: session.id,
    newAddress: to,
    idempotency: { caller: `session#${session.id}`, key: `${step}#${form.once ?? visit.nonce}` },
  });
  if (outcome.kind === 'created') return storeChallenge(deps, visit, step, outcome);
  return again(notSentMessage(settings, outcome, visit.nowMs));
}

async function confirm(
  deps: AddAddressDependencies,
  visit: ActingVisit,
  method: Method,
  typed: string,
): Promise<Reply> {
  const step = stepOf(method);
  const again = (message: Message) => leadTo(visit, step, message);
  const code = normaliseCode(typed);
  if (code.reveal() === '') return again({ error: 'missing' });
  const proven = await proveCode(deps, visit.settings, visit.open, step, code);
  const address = visit.session.challenges[step]?.address;
  if (proven === 'nothing-sent' || address === undefined) return leadTo(visit, step);
  if (proven.verdict.kind !== 'accepted' || proven.recorded === 'blocked')
    return afterProof(deps, visit, proven, again);
  const stored = await store(deps, visit, method, address);
  if (!stored) return leadTo(visit, undefined, { error: 'unavailable' });
  return { ...leadTo(visit, undefined, { added: method }), counts: 'Accepted' };
}

/** One conditional write of the profile, then the notice to the new and to the old address. */
async function store(deps: AddAddressDependencies, visit: ActingVisit, method: Method, to: string): Promise<boolean> {
  const { user } = visit.session;
  const { kind } = await deps.stores.ofDomain(user.domain);
  const profile = kind === 'directory' ? await deps.directory.find(user) : undefined;
  const record = await visit.record();
  const { account } = record;
  if (profile === undefined || account === undefined) return false;
  const field = fieldOf(visit, method);
  const verified = [...new Set([...profile.verified, field])];
  const changed = await deps.directory.change(user, { attributes: { [field]: to }, verified }, undefined);
  if (changed === undefined) return false;
  const old = attributeOf(profile.attributes, field);
  // What was lost was the address before. The same one comes back as every factor does.
  if (to !== old || mayTakeAway(visit, record)) await forgetLostAddress(deps, user, [method]);
  // A new number has had a code just now: a text that tells it so would be one more that its owner can be paid for.
  const known = method === 'sms' ? profile.attributes : changed.profile.attributes;
  await announce(
    deps,
    visit,
    { ...account, attributes: known },
    {
      change: old === undefined ? 'added' : 'replaced',
      factor: method,
      alsoTo: old === undefined ? [] : [{ channel: method, to: old }],
    },
  );
  return true;
}
