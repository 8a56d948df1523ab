import { createHmac } from 'node:crypto';
import { base32nopad } from '@scure/base';
import { type MakeTotpKeyDependencies, makeTotpKey } from '../enrol/make-totp-key.ts';
import { constantTimeEqual } from '../otp/constant-time-equal.ts';
import type { KeyRing, Users } from '../ports.ts';
import { openTotpSecret } from '../secrets/seal.ts';
import { Secret } from '../secrets/secret.ts';
import type { BrowserSecret } from '../sessions/browser.ts';
import type { Session } from '../sessions/session.ts';
import type { Settings } from '../settings/resolve.ts';
import type { TotpKey } from '../verify/credential.ts';

/** A pending key in the hands of the browser that made it. */
interface KeyToConfirm {
  /** In Base32, to be shown. */
  readonly secret: Secret<string>;
  /** Names the key for this session and browser alone; says nothing of it. */
  readonly name: string;
}

interface Holder {
  readonly session: Session;
  readonly cookie: BrowserSecret;
}

/**
 * Makes a pending key for a person who has proven a factor in this session, or has none. That the key which now stands
 * is the one that was made is checked: somebody with the password may have put his own in its place, and the person
 * would scan that.
 */
export async function makeKeyToConfirm(
  deps: MakeTotpKeyDependencies & { readonly users: Users },
  settings: Settings,
  holder: Holder,
): Promise<KeyToConfirm | 'refused' | 'replaced'> {
  const besideConfirmed = holder.session.proven.length > 0;
  const made = await makeTotpKey(deps, settings, holder.session.user, { besideConfirmed });
  if (made.kind !== 'pending') return 'refused';
  const { credential } = await deps.users.load(holder.session.user);
  const key = await openKey(deps.keys, holder, credential?.pendingTotp);
  return key !== undefined && constantTimeEqual(key.secret.reveal(), made.secret.reveal()) ? key : 'replaced';
}

/** The pending key if it is the one that this browser knows by `name`. */
export async function findKeyToConfirm(
  deps: { readonly keys: KeyRing },
  holder: Holder,
  pending: TotpKey | undefined,
  name: string,
): Promise<KeyToConfirm | undefined> {
  const key = await openKey(deps.keys, holder, pending);
  return key !== undefined && constantTimeEqual(key.name, name) ? key : undefined;
}

async function openKey(
  keys: KeyRing,
  { session, cookie }: Holder,
  pending: TotpKey | undefined,
): Promise<KeyToConfirm | undefined> {
  if (pending === undefined) return undefined;
  const secret = openTotpSecret(await keys.generation(pending.keyId), session.user, pending.sealed);
  const sealed = Buffer.from(pending.sealed).toString('base64url');
  const name = createHmac('sha256', cookie.reveal())
    .update(JSON.stringify(['key', session.id, sealed]))
    .digest('base64url');
  return { secret: new Secret(base32nopad.encode(secret.reveal())), name };
}

/** The Key URI format that authenticator apps read; the same fields under the scheme of the app of the original. */
export function keyUri(
  scheme: 'otpauth' | 'oraclemobileauthenticator',
  secret: Secret<string>,
  { issuer, userId }: { readonly issuer: string; readonly userId: string },
): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(userId)}`;
  const fields = { secret: secret.reveal(), issuer, algorithm: 'SHA1', digits: '6', period: '30' };
  const query = Object.entries(fields).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${scheme}://totp/${label}?${query.join('&')}`;
}
