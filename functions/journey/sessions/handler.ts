import { assertNever } from '../../core/assert-never.ts';
import { type StartSessionDependencies, startSession } from '../../core/sessions/start-session.ts';
import { retryAfterSeconds } from '../../core/verify/verify.ts';
import { type ActingDependencies, actForRegistered, errandOf } from '../../http/acting.ts';
import { refused } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { endpoint } from './contract.ts';

interface SessionsHandlerDependencies extends StartSessionDependencies, ActingDependencies, ServeDependencies {
  readonly clock: StartSessionDependencies['clock'];
  readonly callers: ActingDependencies['callers'];
  /** Where browsers find this service, without a slash at the end. */
  readonly publicUrl: string;
}

/** Edge of a new session: for whom, for which application, and where to send the browser. */
export function sessionsHandler(deps: SessionsHandlerDependencies): ApiHandler {
  return serve(endpoint, deps, {
    POST: async ({ body, caller }) => {
      const { userId, appName, idStore, ...request } = body;
      const acting = await actForRegistered(deps, caller, appName);
      const { domain } = await errandOf(deps, caller, acting, idStore);
      const started = await startSession(deps, acting.application, {
        ...request,
        user: { domain, userId },
        application: appName,
        client: caller.user,
      });
      switch (started.kind) {
        case 'started': {
          const { id, expiresAtMs } = started.session;
          const url = `${deps.publicUrl}/mfa/s/${id}`;
          const sent = { sessionId: id, url, expiresAt: new Date(expiresAtMs).toISOString() };
          return { status: 201, headers: { location: url }, body: sent };
        }
        case 'too-many':
          return refused('problem', 'SESSION_LIMIT_REACHED', {
            retryAfterSeconds: retryAfterSeconds(started.untilMs, deps.clock()),
          });
        case 'unknown-user':
          return refused('problem', 'USER_UNKNOWN');
        case 'return-url-not-registered':
          return refused('problem', 'RETURN_URL_NOT_REGISTERED');
        default:
          return assertNever(started);
      }
    },
  });
}
