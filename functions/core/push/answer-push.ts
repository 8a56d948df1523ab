import { standing } from '../directory/standing.ts';
import { normaliseCode } from '../directory/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { Challenges, DeviceMessages, Devices } from '../ports/push.ts';
import type { Settings } from '../settings/resolve.ts';
import { type Verdict, type VerifyDependencies, verify } from '../verify/verify.ts';
import type { Challenge } from './challenge.ts';
import { type DenyOutcome, type DenyPushDependencies, denyPush } from './deny-push.ts';
import { hasOutlasted, keyAtHand } from './device.ts';
import { checkMessage, type MessageFault } from './device-message.ts';
import { type PushProofDependencies, pushProof } from './push-proof.ts';

export interface AnswerPushDependencies extends VerifyDependencies, PushProofDependencies {
  readonly clock: Clock;
  readonly credentials: VerifyDependencies['credentials'];
  readonly challenges: Challenges;
  readonly audit: DenyPushDependencies['audit'];
  readonly devices: Pick<Devices, 'find'>;
  readonly messages: DeviceMessages;
}

export type AnswerPushOutcome =
  | { readonly kind: 'approval'; readonly verdict: Verdict }
  | { readonly kind: 'denial'; readonly outcome: DenyOutcome }
  | { readonly kind: 'refused'; readonly reason: MessageFault };

/** A device's signed answer to a challenge that was found: who signed it, and then what it says. */
export async function answerPush(
  deps: AnswerPushDependencies,
  settings: Settings,
  challenge: Challenge,
  jws: string,
): Promise<AnswerPushOutcome> {
  const message = deps.messages.answer(jws);
  if (message?.claims.challengeId !== challenge.id) return { kind: 'refused', reason: 'SIGNATURE_INVALID' };
  const stands = await standing(deps, settings, challenge.user, challenge.epoch);
  if (stands.kind === 'gone') return { kind: 'approval', verdict: { kind: 'unknown-user' } };
  const found = await deps.devices.find(challenge.user, stands.record.account, message.deviceId);
  const device = found && hasOutlasted(found, stands.record.credential) ? found : undefined;
  const fault = await checkMessage(message, keyAtHand(device), deps.clock());
  if (fault !== undefined) return { kind: 'refused', reason: fault };
  const { claims, messageId } = message;
  if (claims.answer === 'deny') {
    const denying: DenyPushDependencies = deps;
    return { kind: 'denial', outcome: await denyPush(denying, challenge, claims.reason) };
  }
  const matchCode = claims.matchCode === undefined ? undefined : normaliseCode(claims.matchCode);
  const proof = pushProof(deps, { challenge, matchCode, messageId, deviceId: message.deviceId });
  return { kind: 'approval', verdict: await verify(deps, challenge.user, settings, proof) };
}
