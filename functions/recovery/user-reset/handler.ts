import { ADMINISTRATOR_GROUP } from '../../core/directory/groups.ts';
import type { Code } from '../../core/errors/codes.ts';
import type { Credentials } from '../../core/ports/credentials.ts';
import type { SettingsSource } from '../../core/ports/settings-source.ts';
import type { Users } from '../../core/ports/users.ts';
import { type AskForResetDependencies, askForReset } from '../../core/recovery/ask-for-reset.ts';
import { type EndResetDependencies, endReset } from '../../core/recovery/end-reset.ts';
import { RESET_OPEN_MS, type Reset, resetState } from '../../core/recovery/reset.ts';
import { type ShortenResetDependencies, shortenReset } from '../../core/recovery/shorten-reset.ts';
import { retryAfterSeconds } from '../../core/verify/verify.ts';
import { type AskedUser, administeredUser, helpedOther, helpedUser } from '../../http/administered-user.ts';
import { ApiError } from '../../http/api-error.ts';
import { byRoute } from '../../http/by-route.ts';
import type { CallerDependencies } from '../../http/callers.ts';
import { logFailedNotices } from '../../http/log-failed-notices.ts';
import { ok, type Reply, refused } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { settingsOfDomain } from '../../http/settings-of-domain.ts';
import { endpoint, shorten } from './contract.ts';

interface UserResetDependencies
  extends Omit<AskForResetDependencies, 'users' | 'credentials'>,
    Omit<EndResetDependencies, 'users' | 'credentials'>,
    Omit<ShortenResetDependencies, 'users' | 'credentials'>,
    ServeDependencies {
  readonly clock: AskForResetDependencies['clock'];
  readonly users: Users;
  readonly credentials: Credentials;
  readonly settings: SettingsSource;
  readonly callers: CallerDependencies;
}

/** Edge of a user's reset: the help desk starts one, sees it and ends it, and an administrator ends its wait. */
export function userResetHandler(deps: UserResetDependencies): ApiHandler {
  return byRoute({
    [endpoint.path]: serve(endpoint, deps, {
      GET: async (asked) => {
        const record = await deps.users.load(await administeredUser(deps, asked));
        if (record.account === undefined) throw new ApiError('USER_UNKNOWN');
        const nowMs = deps.clock();
        const state = resetState(record, nowMs);
        return state.kind === 'none' ? refused('problem', 'RESET_UNKNOWN') : ok(view(state.reset, nowMs));
      },
      POST: async (asked) => start(deps, asked, asked.body.reason),
      DELETE: async (asked): Promise<Reply> => {
        const user = await helpedUser(deps, asked);
        const ended = await endReset(deps, await settingsOfDomain(deps.settings, user.domain), user);
        if (ended.kind === 'refused') return refused('problem', ended.reason);
        logFailedNotices(deps.log, ended.outcomes);
        return { status: 204 };
      },
    }),
    [shorten.path]: serve(shorten, deps, {
      POST: async (asked) => endWait(deps, asked, asked.body.reason),
    }),
  });
}

async function start(deps: UserResetDependencies, asked: AskedUser, reason: string): Promise<Reply> {
  const user = await helpedOther(deps, asked);
  const settings = await settingsOfDomain(deps.settings, user.domain);
  const started = await askForReset(deps, settings, user, { by: 'help-desk' });
  switch (started.kind) {
    case 'asked':
      logFailedNotices(deps.log, started.outcomes);
      return { ...ok(view(started.reset, deps.clock())), status: 201, changed: { reason } };
    case 'standing':
      return refused('problem', 'RESET_STANDS');
    case 'refused':
      return 'untilMs' in started
        ? refused('problem', started.reason, { retryAfterSeconds: retryAfterSeconds(started.untilMs, deps.clock()) })
        : refusedReply(started.reason);
    default:
      return started satisfies never;
  }
}

async function endWait(deps: UserResetDependencies, asked: AskedUser, reason: string): Promise<Reply> {
  const user = await helpedOther(deps, asked);
  const settings = await settingsOfDomain(deps.settings, user.domain);
  const { caller } = asked;
  const by = {
    name: `${caller.user.domain}/${caller.user.userId}`,
    isAdministrator: caller.account.groups.includes(ADMINISTRATOR_GROUP),
  };
  const shortened = await shortenReset(deps, settings, user, by);
  switch (shortened.kind) {
    case 'shortened':
      logFailedNotices(deps.log, shortened.outcomes);
      return {
        ...ok(view(shortened.reset, deps.clock())),
        changed: { reason, readyAt: instant(shortened.reset.readyAtMs) },
      };
    case 'proposed':
      return { ...ok(view(shortened.reset, deps.clock())), changed: { reason, proposedBy: by.name } };
    case 'refused':
      return refusedReply(shortened.reason);
    default:
      return shortened satisfies never;
  }
}

function refusedReply(code: Code): Reply {
  return refused('problem', code, code === 'TOO_MANY_REQUESTS' ? { retryAfterSeconds: 1 } : {});
}

function view({ requestedAtMs, readyAtMs, by, shorteningBy }: Reset, nowMs: number): object {
  return {
    state: nowMs < readyAtMs ? 'waiting' : 'ready',
    startedBy: by,
    requestedAt: instant(requestedAtMs),
    readyAt: instant(readyAtMs),
    until: instant(readyAtMs + RESET_OPEN_MS),
    ...(shorteningBy === undefined ? {} : { shorteningProposedBy: shorteningBy }),
  };
}

function instant(atMs: number): string {
  return new Date(atMs).toISOString();
}
