import { normaliseCode } from '../../../core/directory/user.ts';
import type { MakeTotpKeyDependencies } from '../../../core/enrol/make-totp-key.ts';
import { enrollerOf, findKeyToConfirm, keyUri, makeKeyToConfirm } from '../../../core/journey/key-to-confirm.ts';
import { type ProveDependencies, proveCode } from '../../../core/journey/prove-code.ts';
import { isResetReady } from '../../../core/recovery/reset.ts';
import { rememberChallenge } from '../../../core/sessions/open-session.ts';
import { logFailedNotices } from '../../../http/log-failed-notices.ts';
import type { Reply } from '../../../http/reply.ts';
import { leadTo } from '../notice.ts';
import { keyPage, startPage } from '../views/add-factor.ts';
import type { ActingVisit } from '../visit.ts';
import { afterProof } from './after-proof.ts';
import { codeError } from './code-error.ts';
import { announce, type EnrolDependencies } from './enrol.ts';
import { answer, type Step } from './step.ts';
import { endOfReset, type ResetDoneDependencies } from './tell-of-reset.ts';

export interface AddKeyDependencies
  extends EnrolDependencies,
    ProveDependencies,
    ResetDoneDependencies,
    Omit<MakeTotpKeyDependencies, 'users' | 'credentials'> {
  readonly clock: ProveDependencies['clock'];
}

const STEP = 'add-totp' as const;

/** An authenticator app: a key is made, shown to this browser alone, and counts after its first right code. */
export function addKeyStep(deps: AddKeyDependencies): Step {
  return {
    async show(visit, { query }) {
      const { texts, settings, session } = visit;
      const error = await codeError(visit, query);
      const { credential } = await visit.record();
      const key = await findKeyToConfirm(deps, session, credential?.pendingTotp);
      if (key === undefined) {
        const replaced = session.challenges[STEP] === undefined ? error : texts.errors.keyReplaced;
        return answer(visit, startPage(visit, STEP, texts.totp, replaced));
      }
      const names = { issuer: settings.PageName, userId: session.user.userId };
      const view = {
        secret: key.secret.reveal(),
        otpauth: keyUri('otpauth', key.secret, names),
        oma: keyUri('oraclemobileauthenticator', key.secret, names),
        error,
      };
      return answer(visit, keyPage(visit, view));
    },

    async act(visit, { form }) {
      if (form.act === 'check') return confirm(deps, visit, form.code ?? '');
      const { settings, session, open, nowMs } = visit;
      const enroller = enrollerOf(session, isResetReady(session, await visit.record(), nowMs));
      const key = await makeKeyToConfirm(deps, settings, session, enroller);
      if (key === 'refused') return leadTo(visit, undefined, { error: 'unavailable' });
      if (key === 'replaced') return leadTo(visit, STEP, { error: 'keyReplaced' });
      logFailedNotices(deps.log, key.notices);
      const challenge = { correlationId: key.name, sentAtMs: nowMs, expiresAtMs: session.expiresAtMs };
      await rememberChallenge(deps, open, STEP, challenge);
      return leadTo(visit, STEP);
    },
  };
}

async function confirm(deps: AddKeyDependencies, visit: ActingVisit, typed: string): Promise<Reply> {
  const { credential, account } = await visit.record();
  const key = await findKeyToConfirm(deps, visit.session, credential?.pendingTotp);
  if (key === undefined || account === undefined) return leadTo(visit, STEP, { error: 'keyReplaced' });
  const code = normaliseCode(typed);
  if (code.reveal() === '') return leadTo(visit, STEP, { error: 'missing' });
  const reset = endOfReset(deps);
  const ending = { ...deps, endOldFactors: reset.endOldFactors };
  const proven = await proveCode(ending, visit.settings, visit.open, STEP, code);
  if (proven === 'nothing-sent') return leadTo(visit, STEP);
  if (proven.verdict.kind !== 'accepted') {
    return afterProof(deps, visit, proven, (message) => leadTo(visit, STEP, message));
  }
  if (credential?.pendingTotp?.by === 'reset') {
    await reset.tell(visit, account);
    return { ...leadTo(visit, undefined, { added: 'totp' }), counts: 'Accepted' };
  }
  const change = credential?.totp === undefined ? 'added' : 'replaced';
  await announce(deps, visit, account, { change, factor: 'totp' });
  return { ...leadTo(visit, undefined, { added: 'totp' }), counts: 'Accepted' };
}
