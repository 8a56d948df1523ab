import { assertNever } from '../../core/assert-never.ts';
import type { Challenges, PushMachine } from '../../core/ports/push.ts';
import { beginWaiting } from '../../core/push/begin-waiting.ts';
import { type StartPushDependencies, type StartPushOutcome, startPush } from '../../core/push/start-push.ts';
import { retryAfterSeconds } from '../../core/verify/verify.ts';
import { type ActingDependencies, actForRegistered, errandOf } from '../../http/acting.ts';
import { type Reply, refused } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { readerOf } from '../push-status/reader.ts';
import { collection } from './contract.ts';

interface PushChallengesDependencies extends StartPushDependencies, ActingDependencies, ServeDependencies {
  readonly clock: StartPushDependencies['clock'];
  readonly callers: ActingDependencies['callers'];
  readonly challenges: Challenges;
  readonly machine: Pick<PushMachine, 'start'>;
}

/** Edge of push challenges: a client starts one. What became of it the same client learns from `push-status`. */
export function pushChallengesHandler(deps: PushChallengesDependencies): ApiHandler {
  return serve(collection, deps, {
    POST: async ({ body, caller }) => {
      const acting = await actForRegistered(deps, caller, body.appName);
      const { domain, settings } = await errandOf(deps, caller, acting, body.idStore);
      const outcome = await startPush(deps, settings, {
        user: { domain, userId: body.userId },
        application: body.appName,
        context: body.context ?? {},
        startedBy: readerOf(caller),
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
