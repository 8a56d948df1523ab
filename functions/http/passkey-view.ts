import type * as z from 'zod';
import type { Passkey } from '../core/passkeys/passkey.ts';
import type { PasskeyView } from './fields.ts';

export function viewOfPasskey(passkey: Passkey): z.infer<typeof PasskeyView> {
  const { id, name, isBackupEligible, aaguid, rpId, createdAtMs, lastUsedAtMs, lostAtMs } = passkey;
  return {
    passkeyId: id,
    name,
    synced: isBackupEligible,
    aaguid,
    rpId,
    addedAt: new Date(createdAtMs).toISOString(),
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAt: new Date(lastUsedAtMs).toISOString() }),
    ...(lostAtMs === undefined ? {} : { lost: true }),
  };
}
