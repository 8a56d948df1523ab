import type { MakeTotpKeyDependencies } from '../../core/enrol/make-totp-key.ts';
import { normaliseCode } from '../../core/identity/user.ts';
import { findKeyToConfirm, keyUri, makeKeyToConfirm } from '../../core/journey/key-to-confirm.ts';
import { type ProveDependencies, proveCode } from '../../core/journey/prove-code.ts';
import type { Reply } from '../../http/reply.ts';
import { type Message, messageQuery, readMessage } from '../messages.ts';
import { seeOther } from '../page-reply.ts';
import { keyPage, startPage } from '../views/add.ts';
import type { ActingVisit } from '../visit.ts';
import { afterProof } from './after-proof.ts';
import { announce, type EnrolDependencies } from './enrol.ts';
import { answer, type Step } from './step.ts';

export interface AddKeyDependencies
  extends EnrolDependencies,
    ProveDependencies,
    Omit<MakeTotpKeyDependencies, 'users'> {}

const STEP = 'add-totp';

/** An authenticator app: a key is made, shown to this browser alone, and counts after its first right code. */
export function addKeyStep(deps: AddKeyDependencies): Step {
  return {
    async show(visit, { query }) {
      const { texts, settings, session } = visit;
      const error = readMessage(texts, query);
      const { credential } = await visit.record();
      const key = await findKeyToConfirm(deps, visit, credential?.pendingTotp, query.key ?? '');
      if (key === undefined) {
        const replaced = query.key === undefined ? error : texts.errors.keyReplaced;
        return answer(visit, startPage(visit, STEP, texts.totp, replaced));
      }
      const names = { issuer: settings.PageName, userId: session.user.userId };
      const view = {
        name: key.name,
        secret: key.secret.reveal(),
        otpauth: keyUri('otpauth', key.secret, names),
        oma: keyUri('oraclemobileauthenticator', key.secret, names),
        error,
      };
      return answer(visit, keyPage(visit, view));
    },

    async act(visit, { form }) {
      if (form.act === 'check') return confirm(deps, visit, form.key ?? '', form.code ?? '');
      const key = await makeKeyToConfirm(deps, visit.settings, visit);
      if (key === 'refused') return seeOther(visit.path(), messageQuery({ error: 'unavailable' }));
      if (key === 'replaced') return seeOther(visit.path(STEP), messageQuery({ error: 'keyReplaced' }));
      return seeOther(visit.path(STEP), { key: key.name });
    },
  };
}

async function confirm(deps: AddKeyDependencies, visit: ActingVisit, name: string, typed: string): Promise<Reply> {
  const again = (message: Message) => seeOther(visit.path(STEP), { key: name, ...messageQuery(message) });
  const { credential, account } = await visit.record();
  if ((await findKeyToConfirm(deps, visit, credential?.pendingTotp, name)) === undefined || account === undefined) {
    return seeOther(visit.path(STEP), messageQuery({ error: 'keyReplaced' }));
  }
  const code = normaliseCode(typed);
  if (code.reveal() === '') return again({ error: 'missing' });
  const proven = await proveCode(deps, visit.settings, visit.open, { method: 'totp', code, confirmsKey: true });
  if (proven.verdict.kind !== 'accepted') return afterProof(deps, visit, proven, again);
  const change = credential?.totp === undefined ? 'added' : 'replaced';
  await announce(deps, visit, account, { change, factor: 'totp' });
  return { ...seeOther(visit.path(), { added: 'totp' }), counts: 'Accepted' };
}
