import { assertNever } from '../core/assert-never.ts';
import type { SettingsSource } from '../core/ports.ts';
import { resolveSettings } from '../core/settings/resolve.ts';
import { pinProof } from '../core/verify/pin-proof.ts';
import { type TotpProofDependencies, totpProof } from '../core/verify/totp-proof.ts';
import { retryAfterSeconds, type Verdict, type VerifyDependencies, verify } from '../core/verify/verify.ts';
import { ApiError } from '../http/api-error.ts';
import { type CallerDependencies, domainOfUsers } from '../http/caller.ts';
import { ok, type Reply, refused } from '../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../http/serve.ts';
import { endpoint } from './contract.ts';

export interface ValidateOtpHandlerDependencies extends VerifyDependencies, TotpProofDependencies, ServeDependencies {
  readonly settings: SettingsSource;
  readonly callers: CallerDependencies;
}

/** Edge of validateOTP: which factor, for whom, under which settings; then the verdict as an answer. */
export function validateOtpHandler(deps: ValidateOtpHandlerDependencies): ApiHandler {
  return serve(endpoint, deps, {
    POST: async ({ body, caller }) => {
      const domain = domainOfUsers(deps.callers, caller, body.idStore);
      const stored = await deps.settings.forDomain(domain);
      if (stored === undefined) throw new ApiError('DOMAIN_UNKNOWN');
      const settings = resolveSettings(stored, body.appName);
      const user = { domain, userId: body.userId };
      const scope = { ...user, application: body.appName, sessionId: body.sessionId };
      const input = { scope, correlationId: body.correlationId, code: body.otpCode };
      const proof = body.deliveryChannel === 'totp' ? totpProof(deps, input) : pinProof(deps, input);
      return answer(await verify(deps, user, settings, proof), settings.VerboseOutput, deps.clock());
    },
  });
}

function answer(verdict: Verdict, verbose: boolean, nowMs: number): Reply {
  switch (verdict.kind) {
    case 'accepted':
      return ok({ resultCode: '0', message: 'The code is right.' });
    case 'rejected':
      return refused('oam', verdict.reason, { verbose });
    case 'locked':
      return refused('oam', 'USER_LOCKED', { verbose, retryAfterSeconds: retryAfterSeconds(verdict.untilMs, nowMs) });
    case 'unknown-user':
      return refused('oam', 'USER_UNKNOWN', { verbose });
    case 'busy':
      return refused('oam', 'TOO_MANY_REQUESTS', { verbose, retryAfterSeconds: 1 });
    default:
      return assertNever(verdict);
  }
}
