import { type StandingDependencies, standing } from '../../core/directory/standing.ts';
import { type Challenge, type ChallengeState, stateOf } from '../../core/push/challenge.ts';
import { type ReadChallengeDependencies, readChallenge } from '../../core/push/read-challenge.ts';
import { resolveSettings } from '../../core/settings/resolve.ts';
import { type ActingDependencies, actForRegistered } from '../../http/acting.ts';
import { ApiError } from '../../http/api-error.ts';
import { waitSecondsOf } from '../../http/prefer-wait.ts';
import { ok } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { endpoint } from './contract.ts';
import { readerOf } from './reader.ts';

interface PushStatusDependencies
  extends ReadChallengeDependencies,
    StandingDependencies,
    ActingDependencies,
    ServeDependencies {
  readonly clock: ReadChallengeDependencies['clock'];
  readonly callers: ActingDependencies['callers'];
  readonly settings: ActingDependencies['settings'];
  readonly clientsMayWait: boolean;
}

/**
 * Edge of what became of a challenge. Clients wait here, each of them holding an instance for so long, which is why it is
 * a function of its own: as many as may wait are set aside for it, and none of the others runs short.
 */
export function pushStatusHandler(deps: PushStatusDependencies): ApiHandler {
  return serve(endpoint, deps, {
    GET: async ({ caller, path, headers }) => {
      const wait = deps.clientsMayWait ? waitSecondsOf(headers.prefer) : undefined;
      const challenge = await readChallenge(deps, path.challengeId ?? '', readerOf(caller), wait ?? 0);
      if (challenge === undefined) throw new ApiError('CHALLENGE_UNKNOWN');
      // Who may not act for the application any more learns no approval either.
      await actForRegistered(deps, caller, challenge.application);
      const applied: Record<string, string> = wait === undefined ? {} : { 'preference-applied': `wait=${wait}` };
      return ok(view(challenge, await currentState(deps, challenge)), applied);
    },
  });
}

/** An approval of somebody who is gone, was signed out or locked since is over. */
async function currentState(deps: PushStatusDependencies, challenge: Challenge): Promise<ChallengeState> {
  const state = stateOf(challenge, deps.clock());
  if (state.status !== 'approved') return state;
  const { user, application, epoch } = challenge;
  const stored = await deps.settings.forDomain(user.domain);
  const stands = stored && (await standing(deps, resolveSettings(stored, application), user, epoch));
  return stands?.kind === 'stands' ? state : { status: 'expired', answeredAtMs: state.answeredAtMs };
}

function view(challenge: Challenge, state: ChallengeState): object {
  return {
    challengeId: challenge.id,
    status: state.status,
    ...(state.status === 'denied' ? { reason: state.reason } : {}),
    expiresAt: new Date(challenge.expiresAtMs).toISOString(),
    ...(state.status === 'pending' ? {} : { answeredAt: new Date(state.answeredAtMs).toISOString() }),
  };
}
