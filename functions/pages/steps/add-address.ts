import { checkAttributes } from '../../core/directory/profile.ts';
import { attributeOf } from '../../core/identity/attribute.ts';
import { normaliseCode } from '../../core/identity/user.ts';
import { type ProveDependencies, pinSessionId, proveCode } from '../../core/journey/prove-code.ts';
import type { Directory } from '../../core/ports/directory.ts';
import { createOtp } from '../../core/send/create-otp.ts';
import type { CreateOtpDependencies } from '../../core/send/otp-request.ts';
import type { Reply } from '../../http/reply.ts';
import { type Message, messageQuery, notSentMessage, readMessage } from '../messages.ts';
import { seeOther } from '../page-reply.ts';
import { readSent, sentFields } from '../sent.ts';
import { addressPage } from '../views/add.ts';
import { codePage } from '../views/code.ts';
import type { ActingVisit, Visit } from '../visit.ts';
import { afterProof } from './after-proof.ts';
import { announce, type EnrolDependencies } from './enrol.ts';
import { answer, type Step } from './step.ts';

export interface AddAddressDependencies extends EnrolDependencies, ProveDependencies, CreateOtpDependencies {
  readonly directory: Pick<Directory, 'find' | 'change'>;
}

type Method = 'email' | 'sms';
type Form = Readonly<Record<string, string>>;

/** An e-mail address or a phone number: a code is sent there, and only after it came back the address counts. */
export function addAddressStep(deps: AddAddressDependencies, method: Method): Step {
  const step = `add-${method}`;
  return {
    async show(visit, { query }) {
      const { texts } = visit;
      const error = readMessage(texts, query);
      const sent = readSent(query);
      if (sent?.to === undefined) return answer(visit, addressPage(visit, method, error));
      const title = texts.code.titles[method];
      const lead = texts.code.leads[method](sent.to);
      const wayOut = { href: visit.path(), text: texts.back };
      return answer(visit, codePage(visit, { method, step, title, lead, sent, error, wayOut }));
    },

    async act(visit, { form }) {
      if (form.act === 'send') return send(deps, visit, method, form);
      if (form.act === 'check') return confirm(deps, visit, method, form);
      return seeOther(visit.path());
    },
  };
}

function fieldOf({ settings }: Visit, method: Method): string {
  return method === 'email' ? settings.EmailField : settings.PhoneField;
}

async function send(deps: AddAddressDependencies, visit: ActingVisit, method: Method, form: Form): Promise<Reply> {
  const { session, settings } = visit;
  const field = fieldOf(visit, method);
  const typed = (form.address ?? form.to ?? '').normalize('NFKC').trim();
  const checked = checkAttributes(settings, { [field]: typed });
  const to = checked.kind === 'valid' ? attributeOf(checked.attributes, field) : undefined;
  const again = (message: Message) => seeOther(visit.path(`add-${method}`), messageQuery(message));
  if (to === undefined) return again({ error: method === 'email' ? 'email' : 'phone' });
  const outcome = await createOtp(deps, settings, {
    user: session.user,
    application: session.application,
    channel: method,
    sessionId: pinSessionId(session.id, { method, newAddress: to }),
    email: method === 'email' ? to : undefined,
    phone: method === 'sms' ? to : undefined,
    idempotency: { caller: `session#${session.id}`, key: `add-${method}#${form.once ?? visit.nonce}` },
  });
  if (outcome.kind === 'created') return seeOther(visit.path(`add-${method}`), sentFields({ ...outcome, to }));
  return again(notSentMessage(settings, outcome, visit.nowMs));
}

async function confirm(deps: AddAddressDependencies, visit: ActingVisit, method: Method, form: Form): Promise<Reply> {
  const sent = readSent(form);
  if (sent?.to === undefined) return seeOther(visit.path(`add-${method}`));
  const again = (message: Message) =>
    seeOther(visit.path(`add-${method}`), { ...sentFields(sent), ...messageQuery(message) });
  const code = normaliseCode(form.code ?? '');
  if (code.reveal() === '') return again({ error: 'missing' });
  // Bound to the address: the same code for another one is a wrong code.
  const typed = { method, code, correlationId: sent.correlationId, newAddress: sent.to };
  const proven = await proveCode(deps, visit.settings, visit.open, typed);
  if (proven.verdict.kind !== 'accepted' || proven.recorded === 'blocked')
    return afterProof(deps, visit, proven, again);
  const stored = await store(deps, visit, method, sent.to);
  if (!stored) return seeOther(visit.path(), messageQuery({ error: 'unavailable' }));
  return { ...seeOther(visit.path(), { added: method }), counts: 'Accepted' };
}

/** One conditional write of the profile, then the notice to the new and to the old address. */
async function store(deps: AddAddressDependencies, visit: ActingVisit, method: Method, to: string): Promise<boolean> {
  const { user } = visit.session;
  const { kind } = await deps.stores.ofDomain(user.domain);
  const profile = kind === 'directory' ? await deps.directory.find(user) : undefined;
  const { account } = await visit.record();
  if (profile === undefined || account === undefined) return false;
  const field = fieldOf(visit, method);
  const verified = [...new Set([...profile.verified, field])];
  const changed = await deps.directory.change(user, { attributes: { [field]: to }, verified }, undefined);
  if (changed === undefined) return false;
  const old = attributeOf(profile.attributes, field);
  await announce(
    deps,
    visit,
    { ...account, attributes: changed.attributes },
    {
      change: old === undefined ? 'added' : 'replaced',
      factor: method,
      alsoTo: method === 'email' && old !== undefined ? [old] : [],
    },
  );
  return true;
}
