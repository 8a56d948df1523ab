import { epochOf, ownershipOf } from '../directory/epoch.ts';
import type { Account, UserKey } from '../directory/user.ts';
import { lockState } from '../lock/lock.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Challenges, Devices, PushExecution } from '../ports/push.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import type { SendRefusal } from '../send/send-budget.ts';
import type { Settings } from '../settings/resolve.ts';
import { loadOwnRecord } from '../verify/load-own-record.ts';
import type { Challenge, ChallengeContext } from './challenge.ts';
import { type CountPushDependencies, countPush } from './count-push.ts';
import { canAnswer, type Device, hasOutlasted } from './device.ts';
import { bindMatchCode, generateMatchCode } from './match-code.ts';
import { pushMessage } from './push-message.ts';

export interface StartPushDependencies extends CountPushDependencies {
  readonly random: RandomBytes;
  readonly keys: KeyRing;
  readonly devices: Pick<Devices, 'list'>;
  readonly challenges: Pick<Challenges, 'add'>;
  readonly credentials: CountPushDependencies['credentials'] & Pick<Credentials, 'openWindow' | 'replaceLeftover'>;
}

export interface StartPushRequest {
  readonly user: UserKey;
  readonly application: string;
  readonly context: ChallengeContext;
  readonly startedBy: string;
  /** Digits that the caller shows himself; without them new ones are made. */
  readonly matchCode: OneTimeCode | undefined;
}

export type StartPushOutcome =
  | {
      readonly kind: 'started';
      readonly challenge: Challenge;
      /** Missing where the settings ask for no digits. */
      readonly matchCode: OneTimeCode | undefined;
      readonly execution: PushExecution;
    }
  | {
      readonly kind: 'refused';
      readonly reason: 'SEND_LIMIT_EXCEEDED' | 'PUSH_STOPPED' | 'FACTOR_NOT_ENROLLED' | 'FACTOR_DISABLED';
    }
  | { readonly kind: 'unknown-user' }
  | SendRefusal;

/** Makes a challenge: the budget is taken first, so that no race can push more often than the settings allow. */
export async function startPush(
  deps: StartPushDependencies,
  settings: Settings,
  request: StartPushRequest,
): Promise<StartPushOutcome> {
  if (!settings.Push_Enabled) return { kind: 'refused', reason: 'FACTOR_DISABLED' };
  const { user } = request;
  const record = await loadOwnRecord(deps, user);
  const { account } = record;
  let { credential } = record;
  if (account === undefined) return { kind: 'unknown-user' };
  const registered = await deps.devices.list(user, account);
  if (credential !== undefined && lockState(credential, settings, deps.clock()).kind === 'over') {
    await deps.credentials.openWindow(user, credential);
    credential = (await deps.users.load(user)).credential;
  }
  const devices = registered.filter((device) => canAnswer(device, settings) && hasOutlasted(device, credential));
  if (devices.length === 0) return { kind: 'refused', reason: 'FACTOR_NOT_ENROLLED' };
  const counted = await countPush(deps, settings, user, ownershipOf(account), credential);
  return counted === 'counted' ? addChallenge(deps, settings, request, account, devices) : counted;
}

async function addChallenge(
  deps: StartPushDependencies,
  settings: Settings,
  request: StartPushRequest,
  account: Account,
  devices: readonly Device[],
): Promise<StartPushOutcome> {
  const startedAtMs = deps.clock();
  const id = Buffer.from(deps.random(16)).toString('base64url');
  const matchCode = settings.PushMatchCode ? (request.matchCode ?? generateMatchCode(deps.random)) : undefined;
  const challenge: Challenge = {
    id,
    user: request.user,
    epoch: epochOf(account),
    application: request.application,
    context: request.context,
    startedBy: request.startedBy,
    startedAtMs,
    expiresAtMs: startedAtMs + settings.PushTimeoutSeconds * 1000,
    ...(matchCode && { matchCode: await bindMatchCode(deps.keys, id, matchCode) }),
  };
  await deps.challenges.add(challenge);
  const message = pushMessage(id, account.language);
  const targets = devices.flatMap(({ endpointArn }) => (endpointArn === undefined ? [] : [{ endpointArn, message }]));
  const execution = { challengeId: id, timeoutSeconds: settings.PushTimeoutSeconds, targets };
  return { kind: 'started', challenge, matchCode, execution };
}
