import { assertNever } from '../../core/assert-never.ts';
import { epochOf } from '../../core/directory/epoch.ts';
import {
  type KeyView,
  type MadeKey,
  makeFirstKey,
  makeKey,
  removeKey,
  type SecretKeyDependencies,
  type ShownKeys,
  showKeys,
} from '../../core/enrol/totp-key.ts';
import type { SettingsSource } from '../../core/ports/settings-source.ts';
import { beginRefusalReply } from '../../http/begin-refusal-reply.ts';
import type { CallerDependencies } from '../../http/callers.ts';
import { logFailedNotices } from '../../http/log-failed-notices.ts';
import { ok, type Reply, refused } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { settingsOfDomain } from '../../http/settings-of-domain.ts';
import { endpoint } from './contract.ts';

interface SecretKeyHandlerDependencies extends SecretKeyDependencies, ServeDependencies {
  readonly settings: SettingsSource;
  readonly callers: CallerDependencies;
}

/** Edge of the secret-key resource: the user himself, with his password for the first key or with a token for all. */
export function secretKeyHandler(deps: SecretKeyHandlerDependencies): ApiHandler {
  return serve(endpoint, deps, {
    POST: async ({ caller }) => {
      const settings = await settingsOfDomain(deps.settings, caller.user.domain);
      if (!('token' in caller))
        return made(deps, await makeFirstKey(deps, settings, caller.user, epochOf(caller.account)));
      return made(deps, await makeKey(deps, settings, caller.token, { replaces: false }));
    },
    GET: async ({ caller }) => {
      const keys = await showKeys(deps, await settingsOfDomain(deps.settings, caller.user.domain), caller.token);
      return keys.kind === 'refused' ? refused('oauth', keys.reason) : ok(bodyOf(keys));
    },
    PUT: async ({ caller }) => {
      const settings = await settingsOfDomain(deps.settings, caller.user.domain);
      return made(deps, await makeKey(deps, settings, caller.token, { replaces: true }));
    },
    DELETE: async ({ caller }) => {
      const removed = await removeKey(deps, await settingsOfDomain(deps.settings, caller.user.domain), caller.token);
      if (removed.kind === 'refused') return beginRefusalReply('oauth', removed, deps.clock());
      logFailedNotices(deps.log, removed.notices);
      return { status: 204 };
    },
  });
}

/** The owner was told already, before the key counts: what confirms it is a check of a code, which mails nothing. */
function made(deps: SecretKeyHandlerDependencies, key: MadeKey): Reply {
  switch (key.kind) {
    case 'pending':
      logFailedNotices(deps.log, key.notices);
      return ok({ secret_key: key.secret.reveal() });
    case 'refused':
      return beginRefusalReply('oauth', key, deps.clock());
    default:
      return assertNever(key);
  }
}

function bodyOf({ confirmed, pending, secret }: ShownKeys): object {
  return {
    ...(secret === undefined ? {} : { secret_key: secret.reveal() }),
    ...(pending === undefined ? {} : { pending: { created: instant(pending.createdAtMs) } }),
    ...(confirmed === undefined ? {} : { confirmed: confirmedBody(confirmed) }),
  };
}

function confirmedBody({ createdAtMs, confirmedAtMs, lastUsedAtMs }: KeyView): object {
  return {
    created: instant(createdAtMs),
    ...(confirmedAtMs === undefined ? {} : { confirmed: instant(confirmedAtMs) }),
    ...(lastUsedAtMs === undefined ? {} : { last_used: instant(lastUsedAtMs) }),
  };
}

function instant(atMs: number): string {
  return new Date(atMs).toISOString();
}
