import type { Application } from '../../core/applications/application.ts';
import { CODES, type Code } from '../../core/errors/codes.ts';
import type { Applications } from '../../core/ports/applications.ts';
import type { PushExecution } from '../../core/ports/push.ts';
import type { SettingsSource } from '../../core/ports/settings-source.ts';
import { isMatchCode } from '../../core/push/match-code.ts';
import { type StartPushDependencies, type StartPushOutcome, startPush } from '../../core/push/start-push.ts';
import { resolveSettings } from '../../core/settings/resolve.ts';
import { StartPushEvent } from './contract.ts';

interface PushStartDependencies extends StartPushDependencies {
  readonly settings: SettingsSource;
  readonly applications: Applications;
}

/** What the machine goes on with, or fails with. */
type StartedExecution = PushExecution | { readonly refusal: { readonly error: string; readonly cause: string } };

/** Called by the push machine itself for an execution that another state machine started: it has no challenge yet. */
export function pushStartHandler(deps: PushStartDependencies): (event: unknown) => Promise<StartedExecution> {
  return async (event) => {
    const parsed = StartPushEvent.safeParse(event);
    if (!parsed.success) return refusal('FIELD_INVALID', parsed.error.issues.map(({ path }) => path.join('.')).join());
    const { domain, userId, appName, context = {}, matchCode } = parsed.data;
    const application = await deps.applications.find(appName);
    if (application === undefined) return refusal('APPLICATION_NOT_REGISTERED', 'appName');
    if (!isFor(application, appName, domain)) return refusal('APPLICATION_NOT_ALLOWED', 'appName');
    const stored = await deps.settings.forDomain(domain);
    if (stored === undefined) return refusal('DOMAIN_UNKNOWN');
    const settings = resolveSettings(stored, appName);
    // Nobody could show digits that are made here, so the caller brings those that it shows.
    if (settings.PushMatchCode && !isMatchCode(matchCode?.reveal() ?? '')) return refusal('FIELD_MISSING', 'matchCode');
    const outcome = await startPush(deps, settings, {
      user: { domain, userId },
      application: appName,
      context,
      startedBy: 'state-machine',
      matchCode,
    });
    return outcome.kind === 'started' ? outcome.execution : refusal(codeOf(outcome));
  };
}

/** The operator's own state machine asks, which is no client: what is left to check is whose users it asks for. */
function isFor(application: Application, appName: string, domain: string): boolean {
  const reaches = application.domain === domain || application.rights.includes('other-domains');
  return application.name === appName && reaches;
}

function refusal(code: Code, fields = ''): StartedExecution {
  const { meaning } = CODES[code];
  return { refusal: { error: `Sekisho.${code}`, cause: fields === '' ? meaning : `${meaning} (${fields})` } };
}

function codeOf(outcome: Exclude<StartPushOutcome, { kind: 'started' }>): Code {
  switch (outcome.kind) {
    case 'refused':
      return outcome.reason;
    case 'too-soon':
      return 'RESEND_TOO_SOON';
    case 'locked':
      return 'USER_LOCKED';
    case 'unknown-user':
      return 'USER_UNKNOWN';
    case 'busy':
      return 'TOO_MANY_REQUESTS';
  }
}
