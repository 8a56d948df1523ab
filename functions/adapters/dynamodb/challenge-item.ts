import type { Epoch } from '../../core/directory/epoch.ts';
import type { Answer, Challenge, ChallengeContext, DenyReason } from '../../core/push/challenge.ts';

/**
 * A challenge as it is stored. `outcome`, `reason` and `answeredAt` are missing until it is answered; the state machine
 * (lib/constructs/push-state-machine.ts) reads and writes these and `taskToken` by the same names.
 */
export interface ChallengeItem {
  readonly challengeId: string;
  readonly domain: string;
  readonly userId: string;
  readonly epoch: Epoch;
  readonly appName: string;
  readonly context: ChallengeContext;
  readonly startedBy: string;
  readonly startedAt: number;
  readonly expiresAt: number;
  readonly matchCode?: { readonly hash: string; readonly keyId: string };
  /** Messages that were used, so that each counts once. */
  readonly messages: Readonly<Record<string, 1>>;
  readonly taskToken?: string;
  readonly outcome?: Answer['status'];
  /** `none` unless it was denied: the state machine cannot copy what may be missing. */
  readonly reason?: DenyReason | 'none';
  /** ISO 8601, as the state machine hands it on. */
  readonly answeredAt?: string;
  /** Which phone approved it. */
  readonly deviceId?: string;
  readonly ttl: number;
}

/** The status can be read for a day after the end; DynamoDB then sweeps the item. */
const KEEP_SECONDS = 24 * 60 * 60;

export function encodeChallenge(challenge: Challenge): ChallengeItem {
  return {
    challengeId: challenge.id,
    domain: challenge.user.domain,
    userId: challenge.user.userId,
    epoch: challenge.epoch,
    appName: challenge.application,
    context: challenge.context,
    startedBy: challenge.startedBy,
    startedAt: challenge.startedAtMs,
    expiresAt: challenge.expiresAtMs,
    ...(challenge.matchCode === undefined ? {} : { matchCode: challenge.matchCode }),
    messages: {},
    ttl: Math.ceil(challenge.expiresAtMs / 1000) + KEEP_SECONDS,
  };
}

export function decodeChallenge(item: ChallengeItem): Challenge {
  const answer = decodeAnswer(item);
  return {
    id: item.challengeId,
    user: { domain: item.domain, userId: item.userId },
    epoch: item.epoch,
    application: item.appName,
    context: item.context,
    startedBy: item.startedBy,
    startedAtMs: item.startedAt,
    expiresAtMs: item.expiresAt,
    ...(item.matchCode === undefined ? {} : { matchCode: item.matchCode }),
    ...(answer === undefined ? {} : { answer }),
  };
}

function decodeAnswer({ outcome, reason, answeredAt, deviceId }: ChallengeItem): Answer | undefined {
  if (outcome === undefined || answeredAt === undefined) return undefined;
  const answeredAtMs = Date.parse(answeredAt);
  if (outcome === 'approved') return { status: outcome, answeredAtMs, ...(deviceId === undefined ? {} : { deviceId }) };
  if (outcome === 'expired') return { status: outcome, answeredAtMs };
  return { status: outcome, reason: reason === undefined || reason === 'none' ? 'mistake' : reason, answeredAtMs };
}
