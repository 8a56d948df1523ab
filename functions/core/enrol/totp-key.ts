import { base32nopad } from '@scure/base';
import type { Epoch } from '../directory/epoch.ts';
import { administers } from '../directory/groups.ts';
import type { UserKey } from '../directory/user.ts';
import { type AnnounceDependencies, announceChange } from '../notices/announce-change.ts';
import { TOTP_PERIOD_SECONDS } from '../otp/hotp.ts';
import { allowedPasskeys } from '../passkeys/usable-passkeys.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { VerifiedToken } from '../ports/tokens.ts';
import type { UserRecord, Users } from '../ports/users.ts';
import { openTotpSecret } from '../secrets/seal.ts';
import { Secret } from '../secrets/secret.ts';
import { addressOf } from '../send/destination.ts';
import type { Settings } from '../settings/resolve.ts';
import { hasNoSecondFactor, hasTotp, showsSecondFactor } from '../tokens/second-factor.ts';
import type { TotpKey } from '../verify/credential.ts';
import { type MakeTotpKeyDependencies, type MakeTotpKeyOutcome, makeTotpKey } from './make-totp-key.ts';
import { type FactorLeaseDependencies, withFactorLease } from './with-factor-lease.ts';

export interface SecretKeyDependencies extends MakeTotpKeyDependencies, AnnounceDependencies, FactorLeaseDependencies {
  readonly clock: Clock;
  readonly users: Users;
  readonly keys: KeyRing;
  readonly credentials: Credentials;
}

/** Why a user with a token may not do it. */
type SecretKeyRefusal =
  | 'SECRET_KEY_LIFECYCLE_DISABLED'
  | 'TOKEN_NOT_OF_USER'
  | 'INSUFFICIENT_SCOPE'
  | 'USER_UNKNOWN'
  | 'SECOND_FACTOR_REQUIRED'
  | 'SECRET_KEY_UNKNOWN'
  | 'LAST_FACTOR'
  | 'TOO_MANY_REQUESTS';

/** An API that was shown a token for its own purpose must not thereby hold the user's second factor. */
const SECRET_KEY_SCOPE = 'secretkey';

type Refused = { readonly kind: 'refused'; readonly reason: SecretKeyRefusal };

function refused(reason: SecretKeyRefusal): Refused {
  return { kind: 'refused', reason };
}

/** A key as its owner may see it. Times are Unix milliseconds. */
export interface KeyView {
  readonly createdAtMs: number;
  readonly confirmedAtMs?: number | undefined;
  /** The start of the time step of the last accepted code. */
  readonly lastUsedAtMs?: number | undefined;
}

export interface ShownKeys {
  readonly kind: 'shown';
  readonly confirmed?: KeyView;
  readonly pending?: KeyView;
  /** Of the pending key, in Base32. A confirmed one is never shown. */
  readonly secret?: Secret<string>;
}

/**
 * What there is. The pending secret opens the second factor as soon as it is confirmed, so where one is enrolled it is
 * shown only to who has proven that one.
 */
export async function showKeys(
  deps: SecretKeyDependencies,
  settings: Settings,
  token: VerifiedToken,
): Promise<ShownKeys | Refused> {
  const record = await recordOf(deps, settings, token);
  if (record.kind !== 'known') return record;
  const { totp, pendingTotp } = record.credential ?? {};
  if (totp === undefined && pendingTotp === undefined) return refused('SECRET_KEY_UNKNOWN');
  const mayRead = mayChange(record, token);
  return {
    kind: 'shown',
    ...(totp === undefined ? {} : { confirmed: viewOf(totp) }),
    ...(pendingTotp === undefined ? {} : { pending: viewOf(pendingTotp) }),
    ...(pendingTotp === undefined || !mayRead ? {} : { secret: await secretOf(deps, token, pendingTotp) }),
  };
}

/** Makes the first key of a user who shows his password alone. */
export async function makeFirstKey(
  deps: SecretKeyDependencies,
  settings: Settings,
  user: UserKey,
  epoch: Epoch,
): Promise<MakeTotpKeyOutcome> {
  return makeTotpKey(deps, settings, user, { by: 'password', epoch });
}

export type MadeKey = MakeTotpKeyOutcome | Refused;

/** Makes a pending key; with `replaces` beside a confirmed one, which counts until the new one is confirmed. */
export async function makeKey(
  deps: SecretKeyDependencies,
  settings: Settings,
  token: VerifiedToken,
  { replaces }: { readonly replaces: boolean },
): Promise<MadeKey> {
  const record = await recordOf(deps, settings, token);
  if (record.kind !== 'known') return record;
  if (!mayChange(record, token)) return refused('SECOND_FACTOR_REQUIRED');
  const by = showsSecondFactor(token) ? 'proof' : 'password';
  if (!replaces && hasTotp(record)) return { kind: 'refused', reason: 'SECRET_KEY_EXISTS' };
  const made = await makeTotpKey(deps, settings, token.user, { by, epoch: token.epoch });
  // A key was confirmed just now: to replace it takes that one.
  const isBound = made.kind === 'refused' && made.reason === 'SECRET_KEY_EXISTS' && replaces;
  return isBound ? refused('SECOND_FACTOR_REQUIRED') : made;
}

type RemovedKey = { readonly kind: 'removed'; readonly notices: readonly DeliveryOutcome[] } | Refused;

/**
 * Removes the keys under the user's lease, unless he would stand there without any way to prove himself, and tells him. At
 * the same moment he may be removing the other factor on the pages.
 */
export async function removeKey(
  deps: SecretKeyDependencies,
  settings: Settings,
  token: VerifiedToken,
): Promise<RemovedKey> {
  const removed = await withFactorLease(deps, token.user, () => remove(deps, settings, token));
  return removed === 'busy' ? refused('TOO_MANY_REQUESTS') : removed;
}

async function remove(deps: SecretKeyDependencies, settings: Settings, token: VerifiedToken): Promise<RemovedKey> {
  const record = await recordOf(deps, settings, token);
  if (record.kind !== 'known') return record;
  const { totp, pendingTotp } = record.credential ?? {};
  if (totp === undefined && pendingTotp === undefined) return refused('SECRET_KEY_UNKNOWN');
  if (!mayChange(record, token)) return refused('SECOND_FACTOR_REQUIRED');
  if (totp !== undefined && !hasOtherWay(record, settings)) return refused('LAST_FACTOR');
  const removed = await deps.credentials.removeTotp(token.user, totp);
  if (removed === 'blocked') return refused('TOO_MANY_REQUESTS');
  // A key that was never confirmed was no factor: nobody has lost one.
  if (totp === undefined) return { kind: 'removed', notices: [] };
  const notices = await announceChange(deps, settings, record.account, {
    change: 'removed',
    factor: 'totp',
    domain: token.user.domain,
  });
  return { kind: 'removed', notices };
}

type KnownRecord = UserRecord & { readonly kind: 'known'; readonly account: NonNullable<UserRecord['account']> };

async function recordOf(
  { users }: SecretKeyDependencies,
  settings: Settings,
  token: VerifiedToken,
): Promise<KnownRecord | Refused> {
  if (!settings.EnableSecretKeyLifecycle) return refused('SECRET_KEY_LIFECYCLE_DISABLED');
  if (!token.isOfPerson) return refused('TOKEN_NOT_OF_USER');
  if (!token.scope.includes(SECRET_KEY_SCOPE)) return refused('INSUFFICIENT_SCOPE');
  const { account, ...record } = await users.load(token.user);
  return account === undefined ? refused('USER_UNKNOWN') : { kind: 'known', account, ...record };
}

/**
 * Every change of a factor needs the proof of one, as soon as there is one (NIST SP 800-63B-4 4.1.2.1), or as soon as
 * the user has begun to add one with a proof.
 */
function mayChange(record: KnownRecord, token: VerifiedToken): boolean {
  if (isOfOutsideIssuer(token) && administers(record.account)) return false;
  return showsSecondFactor(token) || (hasNoSecondFactor(record) && record.credential?.pendingTotp?.by !== 'proof');
}

/** What another issuer says is good for his users, not for their keepers, who would lose the factor that guards them all. */
function isOfOutsideIssuer({ epoch }: VerifiedToken): boolean {
  return epoch === undefined;
}

/** Another factor, or an address that PINs are sent to: with either the user can prove himself and enrol again. */
function hasOtherWay(record: KnownRecord, settings: Settings): boolean {
  const { devicesAtHand = [], account, credential } = record;
  if (allowedPasskeys(settings, record).length > 0) return true;
  const reached = (channel: 'email' | 'sms') =>
    credential?.lostAddresses.includes(channel) !== true && typeof addressOf(settings, channel, account) === 'object';
  const bySms = !settings.SmsNeedsOtherFactor && reached('sms');
  return (settings.Push_Enabled && devicesAtHand.length > 0) || reached('email') || bySms;
}

function viewOf({ createdAtMs, confirmedAtMs, lastStep }: TotpKey): KeyView {
  const lastUsedAtMs = lastStep < 0 ? undefined : lastStep * TOTP_PERIOD_SECONDS * 1000;
  return { createdAtMs, confirmedAtMs, lastUsedAtMs };
}

async function secretOf(
  { keys }: SecretKeyDependencies,
  { user }: VerifiedToken,
  key: TotpKey,
): Promise<Secret<string>> {
  const secret = openTotpSecret(await keys.generation(key.keyId), user, key.sealed);
  return new Secret(base32nopad.encode(secret.reveal()));
}
