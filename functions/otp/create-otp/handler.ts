import { assertNever } from '../../core/assert-never.ts';
import { PHONE_EXPECTED } from '../../core/directory/phone.ts';
import { createOtp } from '../../core/send/create-otp.ts';
import type { CreateOtpDependencies, CreateOtpOutcome } from '../../core/send/otp-request.ts';
import { retryAfterSeconds } from '../../core/verify/verify.ts';
import { type ActingDependencies, actAs, errandOf, rightMissing } from '../../http/acting.ts';
import { ApiError } from '../../http/api-error.ts';
import type { Caller } from '../../http/callers.ts';
import { ok, type Reply, refused } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { endpoint } from './contract.ts';

interface CreateOtpHandlerDependencies extends CreateOtpDependencies, ActingDependencies, ServeDependencies {
  readonly clock: CreateOtpDependencies['clock'];
  readonly callers: ActingDependencies['callers'];
}

/** Edge of createOTP: who asks, as what, for whom, under which settings; then the domain, then its outcome as an answer. */
export function createOtpHandler(deps: CreateOtpHandlerDependencies): ApiHandler {
  return serve(endpoint, deps, {
    POST: async ({ body, caller, headers }) => {
      const acting = await actAs(deps, caller, body.appName);
      const { domain, settings, has } = await errandOf(deps, caller, acting, body.idStore);
      const receives = ['custom', 'none'].includes(body.deliveryChannel);
      if (receives && !has('receive-pins')) throw new ApiError('PIN_RECEIPT_NOT_ALLOWED');
      const address = (['email', 'phone'] as const).find((field) => body[field] !== undefined);
      if (address !== undefined && !has('address-override')) throw rightMissing('address-override', address);
      const outcome = await createOtp(deps, settings, {
        by: 'client',
        user: { domain, userId: body.userId },
        application: body.appName,
        isFreeName: acting.kind === 'free',
        channel: body.deliveryChannel,
        sessionId: body.sessionId,
        email: body.email,
        phone: body.phone,
        idempotency: idempotencyOf(caller, body.deliveryChannel, headers['idempotency-key']),
      });
      return answer(outcome, settings.VerboseOutput, deps.clock());
    },
  });
}

/** What is handed back is kept nowhere, so a repetition could only succeed without a PIN. */
function idempotencyOf(
  caller: Caller,
  channel: string,
  key: string | undefined,
): { caller: string; key: string } | undefined {
  if (key === undefined) return undefined;
  if (channel === 'custom' || channel === 'none') {
    const expected = 'left out on the channels custom and none, which send nothing: a further call makes another PIN';
    throw new ApiError('FIELD_INVALID', { faults: [{ field: 'Idempotency-Key', expected }] });
  }
  // The draft of the header has it as a text in quotes (RFC 9651 section 3.3.3); many write it without.
  const text = /^"([^"\\]*)"$/.exec(key)?.[1] ?? key;
  if (!/^[\x21-\x7e]{1,128}$/.test(text)) {
    const expected = '1 to 128 visible ASCII characters';
    throw new ApiError('FIELD_INVALID', { faults: [{ field: 'Idempotency-Key', expected }] });
  }
  return { caller: `${caller.user.domain}#${caller.user.userId}`, key: text };
}

function answer(outcome: CreateOtpOutcome, verbose: boolean, nowMs: number): Reply {
  switch (outcome.kind) {
    case 'created':
      return ok({
        correlationId: outcome.correlationId,
        resultCode: '0',
        ...(outcome.pin === undefined ? {} : { minorCode: outcome.pin.reveal() }),
        message: 'The one-time code was created.',
        validTime: String(outcome.expiresAtMs),
      });
    case 'refused':
      return refused('oam', outcome.reason, { verbose });
    case 'phone-invalid':
      return refused('oam', 'FIELD_INVALID', {
        faults: [{ field: 'phone', expected: PHONE_EXPECTED }],
      });
    case 'too-soon':
      return refused('oam', 'RESEND_TOO_SOON', {
        verbose,
        retryAfterSeconds: retryAfterSeconds(outcome.untilMs, nowMs),
      });
    case 'locked':
      return refused('oam', 'USER_LOCKED', { verbose, retryAfterSeconds: retryAfterSeconds(outcome.untilMs, nowMs) });
    case 'unknown-user':
      return refused('oam', 'USER_UNKNOWN', { verbose });
    case 'busy':
      return refused('oam', 'TOO_MANY_REQUESTS', { verbose, retryAfterSeconds: 1 });
    default:
      return assertNever(outcome);
  }
}
