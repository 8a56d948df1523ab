import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { Account } from '../../core/directory/user.ts';
import type { GuardedAuthenticator } from '../../core/passwords/guard-passwords.ts';
import type { Clock } from '../../core/ports/clock.ts';

const REMEMBER_MS = 5 * 60 * 1000;
const MAX_REMEMBERED = 1_000;

/**
 * Remembers who was right for five minutes, so that a warm call of a client reads no account, counts no try and hashes no
 * password. What is kept is a keyed hash under a key of this process alone, never the password. For clients only: people and
 * administrators are asked anew each time, so that a changed password or group holds at once for them.
 */
export function rememberedAuthenticator(authenticate: GuardedAuthenticator, clock: Clock): GuardedAuthenticator {
  const memoryKey = createSecretKey(randomBytes(32));
  const remembered = new Map<string, { until: number; account: Account }>();
  return async (user, password, from, orPassword) => {
    const fields = JSON.stringify([user.domain, user.userId, password.reveal(), orPassword?.reveal()]);
    const name = createHmac('sha256', memoryKey).update(fields).digest('base64url');
    const known = remembered.get(name);
    if (known !== undefined && known.until > clock()) return { kind: 'right', account: known.account };
    remembered.delete(name);
    const verdict = await authenticate(user, password, from, orPassword);
    if (verdict.kind !== 'right') return verdict;
    const oldest = remembered.keys().next();
    if (remembered.size >= MAX_REMEMBERED && !oldest.done) remembered.delete(oldest.value);
    const { passwordHash: _current, previousPassword, ...kept } = verdict.account;
    const until = Math.min(clock() + REMEMBER_MS, previousPassword?.untilMs ?? Number.POSITIVE_INFINITY);
    remembered.set(name, { until, account: kept });
    return { kind: 'right', account: kept };
  };
}
