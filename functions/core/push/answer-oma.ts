import { standing } from '../directory/standing.ts';
import type { Clock } from '../ports/clock.ts';
import type { Challenges, Devices } from '../ports/push.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import type { Settings } from '../settings/resolve.ts';
import { type Verdict, type VerifyDependencies, verify } from '../verify/verify.ts';
import type { Challenge } from './challenge.ts';
import { type DenyOutcome, type DenyPushDependencies, denyPush } from './deny-push.ts';
import { hasOutlasted } from './device.ts';
import { type PushProofDependencies, pushProof } from './push-proof.ts';

export interface AnswerOmaDependencies extends VerifyDependencies, PushProofDependencies {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly credentials: VerifyDependencies['credentials'];
  readonly challenges: Challenges;
  readonly audit: DenyPushDependencies['audit'];
  readonly devices: Pick<Devices, 'find'>;
}

/** What a device without a key says; who its user is was proven by his password. */
export interface OmaAnswer {
  readonly deviceId: string;
  readonly response: 'allow' | 'deny';
  readonly reason: 'not_me' | 'mistake';
}

export type AnswerOmaOutcome =
  | { readonly kind: 'approval'; readonly verdict: Verdict }
  | { readonly kind: 'denial'; readonly outcome: DenyOutcome }
  | { readonly kind: 'refused'; readonly reason: 'MATCH_CODE_REQUIRED' | 'DEVICE_UNKNOWN' };

/**
 * An OMA-style answer: the same verify path as every factor, but without digits, so the settings must allow that
 * (NIST SP 800-63B-4 section 3.1.3). A device that has a key must sign; it cannot fall back to the password.
 */
export async function answerOma(
  deps: AnswerOmaDependencies,
  settings: Settings,
  challenge: Challenge,
  answer: OmaAnswer,
): Promise<AnswerOmaOutcome> {
  if (settings.PushMatchCode) return { kind: 'refused', reason: 'MATCH_CODE_REQUIRED' };
  const stands = await standing(deps, settings, challenge.user, challenge.epoch);
  if (stands.kind === 'gone') return { kind: 'approval', verdict: { kind: 'unknown-user' } };
  const found = await deps.devices.find(challenge.user, stands.record.account, answer.deviceId);
  const device = found && hasOutlasted(found, stands.record.credential) ? found : undefined;
  if (device === undefined || device.publicKey !== undefined || device.lostAtMs !== undefined) {
    return { kind: 'refused', reason: 'DEVICE_UNKNOWN' };
  }
  if (answer.response === 'deny') {
    const denying: DenyPushDependencies = deps;
    return { kind: 'denial', outcome: await denyPush(denying, challenge, answer.reason) };
  }
  // Nothing is signed that could be replayed: a challenge takes one answer, so each try may have its own id.
  const messageId = Buffer.from(deps.random(16)).toString('base64url');
  const proof = pushProof(deps, { challenge, matchCode: undefined, messageId, deviceId: device.id });
  return { kind: 'approval', verdict: await verify(deps, challenge.user, settings, proof) };
}
