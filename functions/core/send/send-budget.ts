import type { Ownership } from '../directory/epoch.ts';
import type { UserKey } from '../directory/user.ts';
import { limitsOf, lockState } from '../lock/lock.ts';
import type { CountSend, Credentials } from '../ports/credentials.ts';
import type { Settings } from '../settings/resolve.ts';
import type { Credential } from '../verify/credential.ts';

/** Why nothing is sent, whatever it would be: a PIN or a push. */
export type SendRefusal =
  | { readonly kind: 'refused'; readonly reason: 'SEND_LIMIT_EXCEEDED' }
  | { readonly kind: 'too-soon'; readonly untilMs: number }
  | { readonly kind: 'locked'; readonly untilMs?: number }
  | { readonly kind: 'busy' };

/** What lock and sending budget say against a send; undefined when nothing does. */
export async function refuseSend(
  deps: { readonly credentials: Pick<Credentials, 'lockForSends'> },
  settings: Settings,
  user: UserKey,
  credential: Credential,
  nowMs: number,
): Promise<SendRefusal | undefined> {
  const state = lockState(credential, settings, nowMs);
  if (state.kind !== 'open') return state.kind === 'locked' ? state : { kind: 'busy' };
  const nextSendMs = credential.lastSendAtMs + settings.ResendDelaySeconds * 1000;
  if (settings.ResendDelaySeconds > 0 && nowMs < nextSendMs) return { kind: 'too-soon', untilMs: nextSendMs };
  if (settings.MaxSendAttempts === 0 || credential.sends < settings.MaxSendAttempts) return undefined;
  if (sendWindowIsOver(settings, credential, nowMs)) return undefined;
  if (!settings.MaxSendAttemptsLockoutEnabled) return { kind: 'refused', reason: 'SEND_LIMIT_EXCEEDED' };
  const { maxFailures } = limitsOf(settings);
  await deps.credentials.lockForSends(user, { nowMs, maxSends: settings.MaxSendAttempts, failures: maxFailures });
  return refuseSend(deps, settings, user, { ...credential, failures: maxFailures, lastAttemptAtMs: nowMs }, nowMs);
}

/** Until the next right answer, or the end of the window; undefined where nothing is limited. */
export function sendsLeft(settings: Settings, credential: Credential | undefined, nowMs: number): number | undefined {
  const { MaxSendAttempts } = settings;
  if (MaxSendAttempts === 0) return undefined;
  const isNew = credential === undefined || sendWindowIsOver(settings, credential, nowMs);
  return isNew ? MaxSendAttempts : Math.max(0, MaxSendAttempts - credential.sends);
}

/** How the next send counts, seen from the item as it stood. */
export function planCount(
  settings: Settings,
  credential: Credential | undefined,
  nowMs: number,
  owner: Ownership,
): CountSend {
  const spent = credential !== undefined && credential.sends > 0 && sendWindowIsOver(settings, credential, nowMs);
  return {
    newSendWindow: spent ? { lastSendAtMs: credential.lastSendAtMs } : undefined,
    maxSends: settings.MaxSendAttempts === 0 ? Number.MAX_SAFE_INTEGER : settings.MaxSendAttempts,
    nowMs,
    limits: limitsOf(settings, owner),
  };
}

function sendWindowIsOver(settings: Settings, credential: Credential, nowMs: number): boolean {
  return credential.lastSendAtMs + settings.SendWindowSeconds * 1000 <= nowMs;
}
