import { dynamodbDevices } from '../../functions/adapters/dynamodb/devices.ts';
import { dynamodbPasskeys } from '../../functions/adapters/dynamodb/passkeys.ts';
import { ownershipOf } from '../../functions/core/directory/epoch.ts';
import type { UserKey } from '../../functions/core/directory/user.ts';
import { limitsOf } from '../../functions/core/lock/lock.ts';
import { markNow } from '../../functions/core/sessions/proof-stands.ts';
import type { Factor } from '../../functions/core/sessions/session.ts';
import { resolveSettings } from '../../functions/core/settings/resolve.ts';
import type { accepted } from '../../functions/core/verify/accepted.ts';
import type { KeyPorts } from '../../functions/wiring/key-ports.ts';
import { newAuthenticator, passkeyOf } from '../unit/core/passkeys/software-authenticator.ts';

const GIVEN_PASSKEY = 'a-passkey';
export const PROVEN_PASSKEY = { id: GIVEN_PASSKEY, isDeviceBound: false, isUserVerified: true } as const;

/**
 * Puts a factor that nobody can use, so that a proof of it which a test makes up is one of something that is there.
 * @returns what such a proof says of that factor.
 */
export async function giveFactor(
  { table, users, credentials }: Pick<KeyPorts, 'table' | 'users' | 'credentials'>,
  user: UserKey,
  factor: Factor,
): Promise<Parameters<typeof accepted>[1]> {
  const { account } = await users.load(user);
  if (account === undefined) return {};
  const nowMs = Date.now();
  const { generation } = account;
  if (factor === 'totp') {
    const limits = limitsOf(resolveSettings({}), ownershipOf(account));
    await credentials.reserveLegacyAttempt(user, { nowMs, limits });
    const key = { sealed: Buffer.alloc(48, 1), keyId: 'none', lastStep: -1, createdAtMs: nowMs, confirmedAtMs: nowMs };
    await credentials.takeOverTotp(user, key);
  }
  if (factor === 'push') {
    const device = { id: 'a-phone', name: 'Phone', platform: 'ios', createdAtMs: nowMs, generation } as const;
    await dynamodbDevices(table).add(user, device);
  }
  if (factor === 'passkey') {
    await dynamodbPasskeys(table).add(user, { ...passkeyOf(newAuthenticator()), id: GIVEN_PASSKEY, generation });
  }
  const of = markNow(resolveSettings({}), await users.load(user), factor);
  return {
    ...(of === undefined ? {} : { of }),
    ...(factor === 'push' ? { deviceId: 'a-phone' } : {}),
    ...(factor === 'passkey' ? { passkey: PROVEN_PASSKEY } : {}),
  };
}
