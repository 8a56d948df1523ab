import type { Audit, Ending } from '../ports/audit.ts';
import type { Credentials } from '../ports/credentials.ts';
import { type AuditEvent, type AuditKind, about } from './record.ts';

type Rescue = Pick<
  Credentials,
  | 'consumeRecoveryCode'
  | 'putRecoverySet'
  | 'removeRecoverySet'
  | 'putBypassCode'
  | 'approveBypassCode'
  | 'removeBypassCode'
  | 'settleBypassCode'
  | 'requestReset'
  | 'endReset'
  | 'shortenReset'
>;

const endingOf = (result: unknown): Ending => ({ outcome: result === 'blocked' ? 'refused' : 'done' });

/** What helps who has lost his factors is recorded, whatever route leads there. */
export function recordedRescue(credentials: Credentials, audit: Audit): Rescue {
  const around = <T>(event: AuditEvent, change: () => Promise<T>) => audit.around(event, change, endingOf);
  const used = async <T>(kind: AuditKind, user: Parameters<typeof about>[0], outcome: T, right: T): Promise<T> => {
    if (outcome === right) await audit.note(about(user, kind));
    return outcome;
  };
  return {
    // What was guessed wrong is counted, and leaves no record of its own.
    consumeRecoveryCode: async (user, attempt) =>
      used('recovery-code-used', user, await credentials.consumeRecoveryCode(user, attempt), 'accepted'),
    settleBypassCode: async (user, code) =>
      used('bypass-code-used', user, await credentials.settleBypassCode(user, code), 'settled'),
    putRecoverySet: (user, ...set) =>
      around(about(user, 'recovery-codes-made'), () => credentials.putRecoverySet(user, ...set)),
    removeRecoverySet: (user) =>
      around(about(user, 'recovery-codes-removed'), () => credentials.removeRecoverySet(user)),
    putBypassCode: (user, code, owner) =>
      around(
        {
          ...about(user, 'bypass-code-made'),
          changed: {
            code: code.id,
            uses: String(code.usesLeft),
            expiresAt: new Date(code.expiresAtMs).toISOString(),
            approved: String(code.isApproved),
          },
        },
        () => credentials.putBypassCode(user, code, owner),
      ),
    approveBypassCode: (user, id) =>
      around({ ...about(user, 'bypass-code-approved'), changed: { code: id } }, () =>
        credentials.approveBypassCode(user, id),
      ),
    removeBypassCode: (user) => around(about(user, 'bypass-code-removed'), () => credentials.removeBypassCode(user)),
    requestReset: (user, request) =>
      around(
        {
          ...about(user, 'reset-requested'),
          changed: { by: request.reset.by, readyAt: new Date(request.reset.readyAtMs).toISOString() },
        },
        () => credentials.requestReset(user, request),
      ),
    endReset: (user, reset) => around(about(user, 'reset-ended'), () => credentials.endReset(user, reset)),
    shortenReset: (user, seen, change) =>
      around({ ...about(user, 'reset-shortened'), changed: { asked: String('shorteningBy' in change) } }, () =>
        credentials.shortenReset(user, seen, change),
      ),
  };
}
