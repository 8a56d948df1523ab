import { assertNever } from '../../core/assert-never.ts';
import { epochOf } from '../../core/directory/epoch.ts';
import type { UserKey } from '../../core/directory/user.ts';
import { type FactorLeaseDependencies, withFactorLease } from '../../core/enrol/with-factor-lease.ts';
import type { SettingsSource } from '../../core/ports/settings-source.ts';
import { type AnnounceDeviceDependencies, announceDevice } from '../../core/push/announce-device.ts';
import { type AnswerOmaDependencies, type AnswerOmaOutcome, answerOma } from '../../core/push/answer-oma.ts';
import { type RegisterOmaDeviceDependencies, registerOmaDevice } from '../../core/push/register-oma-device.ts';
import { ApiError } from '../../http/api-error.ts';
import { byRoute } from '../../http/by-route.ts';
import type { CallerDependencies } from '../../http/callers.ts';
import { logFailedNotices } from '../../http/log-failed-notices.ts';
import { ok, type Reply, refused } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { settingsOfDomain } from '../../http/settings-of-domain.ts';
import { verdictReply } from '../../http/verdict-reply.ts';
import { challengeResponse, preferences } from './contract.ts';

type Ports = RegisterOmaDeviceDependencies &
  AnswerOmaDependencies &
  AnnounceDeviceDependencies &
  FactorLeaseDependencies &
  ServeDependencies;

interface OmaDependencies extends Ports {
  readonly settings: SettingsSource;
  readonly callers: CallerDependencies;
}

/** Edge of OMA-style devices: the user's password says who answers. */
export function omaHandler(deps: OmaDependencies): ApiHandler {
  return byRoute({ [preferences.path]: register(deps), [challengeResponse.path]: answer(deps) });
}

function register(deps: OmaDependencies): ApiHandler {
  return serve(preferences, deps, {
    POST: async ({ body: { deviceName: name, ...body }, caller }) => {
      const settings = await settingsOfDomain(deps.settings, caller.user.domain);
      // With the password alone a device is registered only while there is no factor: two calls must not both see none.
      const person = { user: caller.user, epoch: epochOf(caller.account) };
      const outcome = await withFactorLease(deps, caller.user, () =>
        registerOmaDevice(deps, settings, person, { name, ...body }),
      );
      if (outcome === 'busy') return refused('oam', 'TOO_MANY_REQUESTS', { retryAfterSeconds: 1 });
      if (outcome.kind === 'refused') return refused('oam', outcome.reason, { verbose: settings.VerboseOutput });
      const change = { change: 'added', toAll: body.enrolmentCode === undefined } as const;
      const notices = outcome.isNew ? await announceDevice(deps, caller.user, change) : [];
      logFailedNotices(deps.log, notices);
      return ok({ resultCode: '0', message: 'The device is registered.', deviceId: outcome.deviceId });
    },
  });
}

function answer(deps: OmaDependencies): ApiHandler {
  return serve(challengeResponse, deps, {
    POST: async ({ body, caller }) => {
      const challenge = await deps.challenges.find(body.challengeId);
      if (challenge === undefined || !isSame(challenge.user, caller.user)) throw new ApiError('CHALLENGE_UNKNOWN');
      const settings = await settingsOfDomain(deps.settings, caller.user.domain, challenge.application);
      const outcome = await answerOma(deps, settings, challenge, body);
      return answered(outcome, settings.VerboseOutput, deps.clock());
    },
  });
}

function isSame(one: UserKey, other: UserKey): boolean {
  return one.domain === other.domain && one.userId === other.userId;
}

function answered(outcome: AnswerOmaOutcome, verbose: boolean, nowMs: number): Reply {
  switch (outcome.kind) {
    case 'approval':
      return verdictReply('oam', outcome.verdict, {
        accepted: { resultCode: '0', message: 'The challenge is approved.' },
        nowMs,
        verbose,
      });
    case 'denial':
      return outcome.outcome === 'denied'
        ? ok({ resultCode: '0', message: 'The challenge is denied.' })
        : refused('oam', outcome.outcome, { verbose });
    case 'refused':
      return refused('oam', outcome.reason, { verbose });
    default:
      return assertNever(outcome);
  }
}
