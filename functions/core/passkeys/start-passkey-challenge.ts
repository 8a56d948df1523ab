import { epochOf } from '../directory/epoch.ts';
import type { UserKey } from '../directory/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { PasskeyChallenges } from '../ports/passkey-challenges.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import type { Users } from '../ports/users.ts';
import { randomChallenge } from '../sessions/passkey-challenge.ts';
import type { Settings } from '../settings/resolve.ts';
import type { Passkey } from './passkey.ts';
import { PASSKEY_CHALLENGE_LIFE_MS, type PasskeyChallenge } from './passkey-challenge.ts';
import { usablePasskeys } from './usable-passkeys.ts';

export interface StartPasskeyChallengeDependencies {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly users: Pick<Users, 'load'>;
  readonly passkeyChallenges: Pick<PasskeyChallenges, 'add'>;
}

interface StartPasskeyChallengeRequest {
  readonly user: UserKey;
  readonly application: string;
  readonly client: UserKey;
  readonly rpId: string;
}

export type StartedPasskeyChallenge =
  | { readonly kind: 'started'; readonly challenge: PasskeyChallenge; readonly passkeys: readonly Passkey[] }
  | { readonly kind: 'refused'; readonly reason: 'USER_UNKNOWN' | 'FACTOR_DISABLED' | 'FACTOR_NOT_ENROLLED' };

const ID_BYTES = 16;

/** Nothing is sent and nobody is asked before the browser does, so it needs no budget and asks for no lock. */
export async function startPasskeyChallenge(
  deps: StartPasskeyChallengeDependencies,
  settings: Settings,
  { rpId, ...request }: StartPasskeyChallengeRequest,
): Promise<StartedPasskeyChallenge> {
  if (!settings.Passkey_Enabled) return { kind: 'refused', reason: 'FACTOR_DISABLED' };
  const record = await deps.users.load(request.user);
  if (record.account === undefined) return { kind: 'refused', reason: 'USER_UNKNOWN' };
  const passkeys = usablePasskeys(settings, record, rpId);
  if (passkeys.length === 0) return { kind: 'refused', reason: 'FACTOR_NOT_ENROLLED' };
  const challenge: PasskeyChallenge = {
    ...request,
    id: Buffer.from(deps.random(ID_BYTES)).toString('base64url'),
    challenge: randomChallenge(deps.random),
    epoch: epochOf(record.account),
    expiresAtMs: deps.clock() + PASSKEY_CHALLENGE_LIFE_MS,
    isSpent: false,
  };
  await deps.passkeyChallenges.add(challenge);
  return { kind: 'started', challenge, passkeys };
}
