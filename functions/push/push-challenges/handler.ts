import { assertNever } from '../../core/assert-never.ts';
import { standing } from '../../core/directory/standing.ts';
import type { Challenges, PushMachine } from '../../core/ports/push.ts';
import { beginWaiting } from '../../core/push/begin-waiting.ts';
import { type Challenge, type ChallengeState, stateOf } from '../../core/push/challenge.ts';
import { type ReadChallengeDependencies, readChallenge } from '../../core/push/read-challenge.ts';
import { type StartPushDependencies, type StartPushOutcome, startPush } from '../../core/push/start-push.ts';
import { resolveSettings } from '../../core/settings/resolve.ts';
import { retryAfterSeconds } from '../../core/verify/verify.ts';
import { type ActingDependencies, actForRegistered, errandOf } from '../../http/acting.ts';
import { ApiError } from '../../http/api-error.ts';
import { byRoute } from '../../http/by-route.ts';
import type { Caller } from '../../http/callers.ts';
import { waitSecondsOf } from '../../http/prefer-wait.ts';
import { ok, type Reply, refused } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { collection, item } from './contract.ts';

interface PushChallengesDependencies
  extends StartPushDependencies,
    ReadChallengeDependencies,
    ActingDependencies,
    ServeDependencies {
  readonly clock: StartPushDependencies['clock'];
  readonly callers: ActingDependencies['callers'];
  readonly challenges: Challenges;
  readonly machine: Pick<PushMachine, 'start'>;
}

/** Edge of push challenges: a client starts one, and the same client learns what became of it. */
export function pushChallengesHandler(deps: PushChallengesDependencies): ApiHandler {
  const start = serve(collection, deps, {
    POST: async ({ body, caller }) => {
      const acting = await actForRegistered(deps, caller, body.appName);
      const { domain, settings } = await errandOf(deps, caller, acting, body.idStore);
      const outcome = await startPush(deps, settings, {
        user: { domain, userId: body.userId },
        application: body.appName,
        context: body.context ?? {},
        startedBy: nameOf(caller),
        matchCode: undefined,
      });
      if (outcome.kind === 'started') {
        await beginWaiting(deps, outcome.challenge, async () => {
          await deps.machine.start(outcome.execution);
          return true;
        });
      }
      return answer(outcome, settings.VerboseOutput, deps.clock());
    },
  });
  const read = serve(item, deps, {
    GET: async ({ caller, path, headers }) => {
      const wait = waitSecondsOf(headers.prefer);
      const challenge = await readChallenge(deps, path.challengeId ?? '', nameOf(caller), wait ?? 0);
      if (challenge === undefined) throw new ApiError('CHALLENGE_UNKNOWN');
      // Who may not act for the application any more learns no approval either.
      await actForRegistered(deps, caller, challenge.application);
      const applied: Record<string, string> = wait === undefined ? {} : { 'preference-applied': `wait=${wait}` };
      return ok(view(challenge, await currentState(deps, challenge)), applied);
    },
  });
  return byRoute({ [collection.path]: start, [item.path]: read });
}

function nameOf({ user }: Caller): string {
  return `${user.domain}#${user.userId}`;
}

function answer(outcome: StartPushOutcome, verbose: boolean, nowMs: number): Reply {
  switch (outcome.kind) {
    case 'started':
      return started(outcome);
    case 'refused':
      return refused('problem', outcome.reason, { verbose });
    case 'too-soon':
      return refused('problem', 'RESEND_TOO_SOON', {
        verbose,
        retryAfterSeconds: retryAfterSeconds(outcome.untilMs, nowMs),
      });
    case 'locked':
      return refused('problem', 'USER_LOCKED', {
        verbose,
        retryAfterSeconds: retryAfterSeconds(outcome.untilMs, nowMs),
      });
    case 'unknown-user':
      return refused('problem', 'USER_UNKNOWN', { verbose });
    case 'busy':
      return refused('problem', 'TOO_MANY_REQUESTS', { verbose, retryAfterSeconds: 1 });
    default:
      return assertNever(outcome);
  }
}

function started({ challenge, matchCode }: Extract<StartPushOutcome, { kind: 'started' }>): Reply {
  return {
    status: 201,
    headers: { location: `${collection.path}/${challenge.id}` },
    body: {
      challengeId: challenge.id,
      ...(matchCode === undefined ? {} : { matchCode: matchCode.reveal() }),
      expiresAt: new Date(challenge.expiresAtMs).toISOString(),
    },
  };
}

/** An approval of somebody who is gone, was signed out or locked since is over. */
async function currentState(deps: PushChallengesDependencies, challenge: Challenge): Promise<ChallengeState> {
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
