import { arrangeOffers } from '../../../core/journey/arrange-offers.ts';
import { usablePasskeys } from '../../../core/passkeys/usable-passkeys.ts';
import type { Credentials } from '../../../core/ports/credentials.ts';
import type { RandomBytes } from '../../../core/ports/random-bytes.ts';
import type { SlowHash } from '../../../core/ports/slow-hash.ts';
import type { Users } from '../../../core/ports/users.ts';
import { confirmRecoverySet, mayMakeRecoverySet } from '../../../core/recovery/confirm-recovery-set.ts';
import { formatRecoveryCode, makeRecoverySet, type PendingRecoverySet } from '../../../core/recovery/recovery-codes.ts';
import { Secret } from '../../../core/secrets/secret.ts';
import { rememberChallenge } from '../../../core/sessions/open-session.ts';
import type { Reply } from '../../../http/reply.ts';
import { leadTo, readError } from '../notice.ts';
import { confirmCodesPage, needsOtherPage, newCodesPage, startCodesPage } from '../views/recovery-codes.ts';
import type { ActingVisit, Visit } from '../visit.ts';
import { announce, type EnrolDependencies } from './enrol.ts';
import { answer, type Step } from './step.ts';

export interface AddRecoveryDependencies extends EnrolDependencies {
  readonly random: RandomBytes;
  readonly slowHash: SlowHash;
  readonly users: Pick<Users, 'load'>;
  readonly credentials: Pick<Credentials, 'putRecoverySet'>;
}

const STEP = 'add-recovery' as const;

/**
 * Recovery codes: ten are made and shown in the answer to that very form, which no reload brings back, and count once their
 * owner has typed one of them. What is kept meanwhile are their hashes, so a page that is only looked at asks for one.
 */
export function addRecoveryStep(deps: AddRecoveryDependencies): Step {
  return {
    async show(visit, { query }) {
      const { settings, rp } = visit;
      if (!settings.RecoveryCodes_Enabled) return leadTo(visit);
      const record = await visit.record();
      if (!mayMakeRecoverySet(visit, record)) {
        const { shown } = arrangeOffers(await visit.offers(), record.credential?.preferred, await visit.browser.seen());
        return answer(visit, needsOtherPage(visit, shown, usablePasskeys(settings, record, rp.rpId)));
      }
      const error = readError(visit, query);
      if (pendingOf(visit) !== undefined) return answer(visit, confirmCodesPage(visit, error));
      return answer(visit, startCodesPage(visit, { hasSome: record.credential?.recovery !== undefined, error }));
    },

    async act(visit, { form }) {
      const isOpen = visit.settings.RecoveryCodes_Enabled && mayMakeRecoverySet(visit, await visit.record());
      if (!isOpen) return leadTo(visit, STEP);
      return form.act === 'check' ? confirm(deps, visit, form.code ?? '') : make(deps, visit);
    },
  };
}

function pendingOf({ session }: Visit): PendingRecoverySet | undefined {
  return session.challenges[STEP]?.recovery;
}

/** Sent again, as by a reload, it makes other ones: those that were shown last are those that count. */
async function make(deps: AddRecoveryDependencies, visit: ActingVisit): Promise<Reply> {
  const { nowMs, session, open } = visit;
  const { credential } = await visit.record();
  const { codes, set } = await makeRecoverySet(deps, nowMs);
  const replaces = credential?.recovery?.salt;
  const recovery = { ...set, ...(replaces === undefined ? {} : { replaces }) };
  const correlationId = Buffer.from(set.salt).toString('base64url');
  const challenge = { correlationId, recovery, sentAtMs: nowMs, expiresAtMs: session.expiresAtMs };
  if ((await rememberChallenge(deps, open, STEP, challenge)) === 'blocked') return leadTo(visit);
  return answer(visit, newCodesPage(visit, codes.map(formatRecoveryCode)));
}

async function confirm(deps: AddRecoveryDependencies, visit: ActingVisit, typed: string): Promise<Reply> {
  const pending = pendingOf(visit);
  const { account } = await visit.record();
  if (pending === undefined || account === undefined) return leadTo(visit, STEP, { error: 'stale' });
  if (typed.trim() === '') return leadTo(visit, STEP, { error: 'missing' });
  const { user } = visit.session;
  const outcome = await confirmRecoverySet(deps, { user, account }, pending, new Secret(typed));
  switch (outcome) {
    case 'wrong':
      return leadTo(visit, STEP, { error: 'recoveryOther' });
    case 'replaced':
      return leadTo(visit, undefined, { error: 'recoveryReplaced' });
    case 'stored': {
      const change = pending.replaces === undefined ? 'added' : 'replaced';
      await announce(deps, visit, account, { change, factor: 'recovery' });
      return leadTo(visit, undefined, { added: 'recovery' });
    }
    case 'stored-before':
      return leadTo(visit, undefined, { added: 'recovery' });
    default:
      return outcome satisfies never;
  }
}
