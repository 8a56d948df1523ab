import type { Application } from '../../core/applications/application.ts';
import { isSameUser } from '../../core/directory/user.ts';
import {
  type AnsweredPasskeyChallenge,
  type AnswerPasskeyDependencies,
  answerPasskeyChallenge,
} from '../../core/passkeys/answer-passkey-challenge.ts';
import type { RelyingParty } from '../../core/passkeys/passkey.ts';
import { PASSKEY_CHALLENGE_LIFE_MS } from '../../core/passkeys/passkey-challenge.ts';
import { requestOptions } from '../../core/passkeys/request-options.ts';
import {
  type StartPasskeyChallengeDependencies,
  startPasskeyChallenge,
} from '../../core/passkeys/start-passkey-challenge.ts';
import type { PasskeyChallenges } from '../../core/ports/passkey-challenges.ts';
import { amrOf } from '../../core/sessions/assurance.ts';
import { type ActingDependencies, actForRegistered, errandOf } from '../../http/acting.ts';
import { ApiError } from '../../http/api-error.ts';
import { byRoute } from '../../http/by-route.ts';
import { logFailedNotices } from '../../http/log-failed-notices.ts';
import { logRefusedPasskey } from '../../http/log-refused-passkey.ts';
import { refused } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { verdictReply } from '../../http/verdict-reply.ts';
import { answer, collection } from './contract.ts';

interface PasskeyChallengesDependencies
  extends StartPasskeyChallengeDependencies,
    AnswerPasskeyDependencies,
    ActingDependencies,
    ServeDependencies {
  readonly clock: StartPasskeyChallengeDependencies['clock'];
  readonly users: AnswerPasskeyDependencies['users'];
  readonly callers: ActingDependencies['callers'];
  readonly audit: AnswerPasskeyDependencies['audit'] & NonNullable<ServeDependencies['audit']>;
  readonly passkeyChallenges: PasskeyChallenges;
  readonly rpId: string;
}

/** Edge of passkeys on pages of an application: its client asks for a challenge, and hands in what the browser answered. */
export function passkeyChallengesHandler(deps: PasskeyChallengesDependencies): ApiHandler {
  const { rpId } = deps;
  return byRoute({
    [collection.path]: serve(collection, deps, {
      POST: async ({ body, caller }) => {
        const acting = await actForRegistered(deps, caller, body.appName);
        // No page of its could answer.
        if (originsOf(acting.application).length === 0) throw new ApiError('RETURN_URL_NOT_REGISTERED');
        const { domain, settings } = await errandOf(deps, caller, acting, body.idStore);
        const user = { domain, userId: body.userId };
        const request = { user, application: body.appName, client: caller.user, rpId };
        const started = await startPasskeyChallenge(deps, settings, request);
        if (started.kind === 'refused') return refused('problem', started.reason, { verbose: settings.VerboseOutput });
        const { challenge, passkeys } = started;
        const asked = { challenge: challenge.challenge, rpId, timeoutMs: PASSKEY_CHALLENGE_LIFE_MS, passkeys };
        return {
          status: 201,
          body: {
            challengeId: challenge.id,
            expiresAt: new Date(challenge.expiresAtMs).toISOString(),
            publicKey: requestOptions(settings, asked),
          },
        };
      },
    }),
    [answer.path]: serve(answer, deps, {
      POST: async ({ body, caller, path }) => {
        const challenge = await deps.passkeyChallenges.find(path.challengeId ?? '');
        if (challenge === undefined || !isSameUser(challenge.client, caller.user)) {
          throw new ApiError('CHALLENGE_UNKNOWN');
        }
        const acting = await actForRegistered(deps, caller, challenge.application);
        const { settings } = await errandOf(deps, caller, acting, challenge.user.domain);
        const rp = { rpId, origins: originsOf(acting.application) };
        const answered = await answerPasskeyChallenge(deps, settings, challenge, { rp, answer: body.credential });
        if (answered.verdict.kind === 'rejected') logRefusedPasskey(deps.log, answered.verdict);
        logFailedNotices(deps.log, answered.notices);
        return verdictReply('problem', answered.verdict, {
          accepted: view(answered),
          nowMs: deps.clock(),
          verbose: settings.VerboseOutput,
        });
      },
    }),
  });
}

/** Where its pages are: an answer that was given anywhere else was given to somebody else. */
function originsOf({ returnUrls }: Pick<Application, 'returnUrls'>): RelyingParty['origins'] {
  return [...new Set(returnUrls.map((url) => new URL(url).origin))];
}

function view(answered: AnsweredPasskeyChallenge): object | undefined {
  if (!('passkey' in answered)) return undefined;
  const { verdict, passkey, passkeys } = answered;
  return {
    resultCode: '0',
    passkeyId: passkey.id,
    userVerified: verdict.passkey?.isUserVerified === true,
    synced: passkey.isBackupEligible,
    amr: amrOf([{ factor: 'passkey', ...verdict }]),
    userHandle: passkey.userHandle,
    allAcceptedCredentialIds: passkeys.map(({ credentialId }) => credentialId),
  };
}
