import { assertNever } from '../../core/assert-never.ts';
import { type SessionResult, type TakeResultDependencies, takeResult } from '../../core/sessions/take-result.ts';
import { type ActingDependencies, actForRegistered } from '../../http/acting.ts';
import { ok, type Reply, refused } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { endpoint } from './contract.ts';

interface SessionResultHandlerDependencies extends TakeResultDependencies, ActingDependencies, ServeDependencies {
  readonly clock: TakeResultDependencies['clock'];
  readonly callers: ActingDependencies['callers'];
}

/** Edge of a session's result: who asks, and what he is told. */
export function sessionResultHandler(deps: SessionResultHandlerDependencies): ApiHandler {
  return serve(endpoint, deps, {
    POST: async ({ caller, path }) => {
      const applicationOf = async (name: string) => (await actForRegistered(deps, caller, name)).application;
      return answer(await takeResult(deps, path.sessionId ?? '', { client: caller.user, applicationOf }));
    },
  });
}

function answer(result: SessionResult): Reply {
  switch (result.kind) {
    case 'verified':
      return ok({ resultCode: '0', token: result.token, claims: result.claims });
    case 'cancelled':
      return refused('problem', 'SESSION_CANCELLED');
    case 'not-enrolled':
      return refused('problem', 'FACTOR_NOT_ENROLLED');
    case 'denied':
      return refused('problem', 'SESSION_DENIED');
    case 'locked':
      return refused('problem', 'USER_LOCKED');
    case 'unfinished':
      return refused('problem', 'SESSION_UNFINISHED');
    case 'unknown':
      return refused('problem', 'SESSION_UNKNOWN');
    case 'expired':
      return refused('problem', 'SESSION_EXPIRED');
    case 'taken-before':
      return refused('problem', 'RESULT_ALREADY_TAKEN');
    default:
      return assertNever(result);
  }
}
