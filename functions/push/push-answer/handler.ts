import { assertNever } from '../../core/assert-never.ts';
import type { Audit } from '../../core/ports/audit.ts';
import type { SettingsSource } from '../../core/ports/settings-source.ts';
import { type AnswerPushDependencies, type AnswerPushOutcome, answerPush } from '../../core/push/answer-push.ts';
import { resolveSettings } from '../../core/settings/resolve.ts';
import { ApiError } from '../../http/api-error.ts';
import { ok, type Reply, refused } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { verdictReply } from '../../http/verdict-reply.ts';
import { endpoint } from './contract.ts';

interface PushAnswerDependencies extends AnswerPushDependencies, ServeDependencies {
  readonly clock: AnswerPushDependencies['clock'];
  readonly settings: SettingsSource;
  readonly audit: Audit;
}

/** Edge of a device's answer. A device needs no password: its signature says who it is. */
export function pushAnswerHandler(deps: PushAnswerDependencies): ApiHandler {
  return serve(endpoint, deps, {
    POST: async ({ body, path }) => {
      const challenge = await deps.challenges.find(path.challengeId ?? '');
      if (challenge === undefined) throw new ApiError('CHALLENGE_UNKNOWN');
      const stored = await deps.settings.forDomain(challenge.user.domain);
      if (stored === undefined) throw new ApiError('CHALLENGE_UNKNOWN');
      const settings = resolveSettings(stored, challenge.application);
      return answer(await answerPush(deps, settings, challenge, body.answer), challenge.id, deps.clock());
    },
  });
}

/** A device is told why in any case: without it nobody could mend a clock or type the digits again. */
function answer(outcome: AnswerPushOutcome, challengeId: string, nowMs: number): Reply {
  switch (outcome.kind) {
    case 'approval':
      return verdictReply('problem', outcome.verdict, { accepted: { challengeId, status: 'approved' }, nowMs });
    case 'denial':
      return outcome.outcome === 'denied'
        ? { ...ok({ challengeId, status: 'denied' }), counts: 'PushDenied' }
        : refused('problem', outcome.outcome);
    case 'refused':
      return refused('problem', outcome.reason);
    default:
      return assertNever(outcome);
  }
}
