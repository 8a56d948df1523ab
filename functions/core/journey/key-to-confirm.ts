import { createHash } from 'node:crypto';
import { base32nopad } from '@scure/base';
import type { Enroller } from '../enrol/enrolment.ts';
import { type MakeTotpKeyDependencies, makeTotpKey } from '../enrol/make-totp-key.ts';
import { constantTimeEqual } from '../otp/constant-time-equal.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Users } from '../ports/users.ts';
import { openTotpSecret } from '../secrets/seal.ts';
import { Secret } from '../secrets/secret.ts';
import type { Session } from '../sessions/session.ts';
import type { Settings } from '../settings/resolve.ts';
import type { TotpKey } from '../verify/credential.ts';

/** A pending key in the hands of the browser that made it. */
interface KeyToConfirm {
  /** In Base32, to be shown. */
  readonly secret: Secret<string>;
  /** By it the session recognises its key; says nothing of it. */
  readonly name: string;
}

interface MadeKeyToConfirm extends KeyToConfirm {
  readonly notices: readonly DeliveryOutcome[];
}

/**
 * Makes a pending key for a person who has proven a factor in this session, or has none. That the key which now stands
 * is the one that was made is checked: somebody with the password may have put his own in its place, and the person
 * would scan that.
 */
export async function makeKeyToConfirm(
  deps: MakeTotpKeyDependencies & { readonly users: Users },
  settings: Settings,
  session: Session,
  enroller: Enroller,
): Promise<MadeKeyToConfirm | 'refused' | 'replaced'> {
  const made = await makeTotpKey(deps, settings, session.user, enroller);
  if (made.kind !== 'pending') return 'refused';
  const { credential } = await deps.users.load(session.user);
  const key = await openKey(deps.keys, session, credential?.pendingTotp);
  const isSame = key !== undefined && constantTimeEqual(key.secret.reveal(), made.secret.reveal());
  return isSame ? { ...key, notices: made.notices } : 'replaced';
}

/**
 * Before a proof the application has checked the password, and nothing else is known of who sits there; unless a reset is
 * ready (`hasWaited`).
 */
export function enrollerOf({ proven, epoch }: Pick<Session, 'proven' | 'epoch'>, hasWaited = false): Enroller {
  return { by: proven.length > 0 ? 'proof' : hasWaited ? 'reset' : 'password', epoch };
}

/** The pending key if it is the one that was made in this session. */
export async function findKeyToConfirm(
  deps: { readonly keys: KeyRing },
  session: Session,
  pending: TotpKey | undefined,
): Promise<KeyToConfirm | undefined> {
  if (session.challenges['add-totp'] === undefined) return undefined;
  const key = await openKey(deps.keys, session, pending);
  return key?.name === session.challenges['add-totp'].correlationId ? key : undefined;
}

async function openKey(
  keys: KeyRing,
  session: Session,
  pending: TotpKey | undefined,
): Promise<KeyToConfirm | undefined> {
  if (pending === undefined) return undefined;
  const secret = openTotpSecret(await keys.generation(pending.keyId), session.user, pending.sealed);
  const name = createHash('sha256').update(pending.sealed).digest('base64url');
  return { secret: new Secret(base32nopad.encode(secret.reveal())), name };
}

/**
 * The Key URI format that authenticator apps read; the same fields under the scheme of the app of the original. A colon
 * ends the issuer there, also in percents, so an issuer has none.
 */
export function keyUri(
  scheme: 'otpauth' | 'oraclemobileauthenticator',
  secret: Secret<string>,
  names: { readonly issuer: string; readonly userId: string },
): string {
  const issuer = names.issuer.replace(/:\s*/g, ' ').trim();
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(names.userId)}`;
  const fields = { secret: secret.reveal(), issuer, algorithm: 'SHA1', digits: '6', period: '30' };
  const query = Object.entries(fields).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${scheme}://totp/${label}?${query.join('&')}`;
}
