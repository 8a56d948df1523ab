import { pinProof } from '../../core/verify/pin-proof.ts';
import { type TotpProofDependencies, totpProof } from '../../core/verify/totp-proof.ts';
import { type VerifyDependencies, verify } from '../../core/verify/verify.ts';
import { type ActingDependencies, actAs, errandOf } from '../../http/acting.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { verdictReply } from '../../http/verdict-reply.ts';
import { endpoint } from './contract.ts';

interface ValidateOtpHandlerDependencies
  extends VerifyDependencies,
    TotpProofDependencies,
    ActingDependencies,
    ServeDependencies {
  readonly clock: VerifyDependencies['clock'];
  readonly callers: ActingDependencies['callers'];
}

/** Edge of validateOTP: which factor, for whom, under which settings; then the verdict as an answer. */
export function validateOtpHandler(deps: ValidateOtpHandlerDependencies): ApiHandler {
  return serve(endpoint, deps, {
    POST: async ({ body, caller }) => {
      const acting = await actAs(deps, caller, body.appName);
      const { domain, settings } = await errandOf(deps, caller, acting, body.idStore);
      const user = { domain, userId: body.userId };
      const { otpCode: code, correlationId } = body;
      const scope = { purpose: 'pin', ...user, application: body.appName, sessionId: body.sessionId } as const;
      const asked = { scope, correlationId };
      const proof =
        body.deliveryChannel === 'totp' ? totpProof(deps, { asked, code }) : pinProof(deps, { ...asked, code });
      const verdict = await verify(deps, user, settings, proof);
      const accepted = { resultCode: '0', message: 'The code is right.' };
      return verdictReply('oam', verdict, { accepted, nowMs: deps.clock(), verbose: settings.VerboseOutput });
    },
  });
}
