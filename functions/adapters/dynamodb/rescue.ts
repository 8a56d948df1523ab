import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { UserKey } from '../../core/directory/user.ts';
import type { Limits } from '../../core/lock/lock.ts';
import type { Credentials } from '../../core/ports/credentials.ts';
import type { CredentialItem } from './credential-item.ts';
import { encodeBypass } from './rescue-entries.ts';
import {
  consumeRecoveryUpdate,
  endResetUpdate,
  markAddressesUpdate,
  putOwn,
  putRecoveryUpdate,
  requestResetUpdate,
  settleBypassUpdate,
  shortenResetUpdate,
} from './rescue-writes.ts';

type Update = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

interface Writes {
  update(
    user: UserKey,
    input: Update,
  ): Promise<{ readonly Attributes?: Record<string, unknown> | undefined } | 'blocked'>;
  /** Tells of what begins a lock. */
  tried<T>(user: UserKey, counters: unknown, limits: Limits, outcome: T): Promise<T>;
}

type Rescue = Pick<
  Credentials,
  | 'endLegacyTotp'
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
  | 'markTotpLost'
  | 'markAddressesLost'
  | 'prefer'
  | 'putOff'
  | 'setApart'
>;

/** What of the credential item helps who has lost his factors; `clear` sets the counters back. */
export function rescueWrites({ update, tried }: Writes, clear: string): Rescue {
  const done = async <T>(user: UserKey, input: Update, outcome: T): Promise<T | 'blocked'> =>
    (await update(user, input)) === 'blocked' ? 'blocked' : outcome;
  const remove = (user: UserKey, name: 'rc' | 'bp') =>
    done(
      user,
      { UpdateExpression: `REMOVE ${name}`, ConditionExpression: `attribute_exists(${name})` },
      'removed' as const,
    );

  return {
    endLegacyTotp: (user, owner) => done(user, putOwn('legacyOver', true, owner), 'removed'),

    async consumeRecoveryCode(user, attempt) {
      const written = await update(user, consumeRecoveryUpdate(attempt));
      if (written === 'blocked') return 'blocked';
      const before = written.Attributes as unknown as CredentialItem;
      if (before.rc?.c[attempt.codeHash] !== undefined) return 'accepted';
      return tried(user, { failures: before.failures + 1, streak: before.streak + 1 }, attempt.limits, 'rejected');
    },

    putRecoverySet: (user, set, owner, seenSalt) => done(user, putRecoveryUpdate(set, owner, seenSalt), 'stored'),
    removeRecoverySet: (user) => remove(user, 'rc'),

    putBypassCode: (user, code, owner) => done(user, putOwn('bp', encodeBypass(code), owner), 'stored'),
    approveBypassCode: (user, id) =>
      done(
        user,
        {
          UpdateExpression: 'SET bp.a = :one',
          ConditionExpression: 'bp.i = :id AND bp.a = :zero',
          ExpressionAttributeValues: { ':id': id, ':one': 1, ':zero': 0 },
        },
        'approved',
      ),
    removeBypassCode: (user) => remove(user, 'bp'),
    settleBypassCode: (user, used) => done(user, settleBypassUpdate(clear, used), 'settled'),

    requestReset: (user, request) => done(user, requestResetUpdate(request), 'requested'),
    endReset: (user, reset) => done(user, endResetUpdate(reset), 'ended'),
    shortenReset: (user, seen, change) => done(user, shortenResetUpdate(seen, change), 'changed'),

    markTotpLost: (user, seen, lostAtMs) =>
      done(
        user,
        {
          UpdateExpression: lostAtMs === undefined ? 'REMOVE totp.lostAt' : 'SET totp.lostAt = :lost',
          ConditionExpression: 'totp.sealed = :sealed',
          ExpressionAttributeValues: {
            ':sealed': seen.sealed,
            ...(lostAtMs === undefined ? {} : { ':lost': lostAtMs }),
          },
        },
        'marked',
      ),
    markAddressesLost: (user, seen, lost, owner) => done(user, markAddressesUpdate(seen, lost, owner), 'marked'),

    prefer: (user, method, owner) => done(user, putOwn('preferred', method, owner), 'stored'),
    putOff: (user, { atMs, keepsFirst }, owner) => done(user, putOwn('later', atMs, owner, keepsFirst), 'stored'),
    setApart: (user, { sealed }) =>
      done(
        user,
        {
          UpdateExpression: 'SET totp.apart = :true',
          ConditionExpression: 'totp.sealed = :sealed',
          ExpressionAttributeValues: { ':sealed': sealed, ':true': true },
        },
        'stored',
      ),
  };
}
