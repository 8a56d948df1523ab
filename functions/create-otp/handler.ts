import { assertNever } from '../core/assert-never.ts';
import { PIN_RECEIVER_GROUP } from '../core/identity/groups.ts';
import type { SettingsSource } from '../core/ports.ts';
import { createOtp } from '../core/send/create-otp.ts';
import type { CreateOtpDependencies, CreateOtpOutcome } from '../core/send/otp-request.ts';
import { resolveSettings } from '../core/settings/resolve.ts';
import { retryAfterSeconds } from '../core/verify/verify.ts';
import { ApiError } from '../http/api-error.ts';
import { type Caller, type CallerDependencies, domainOfUsers } from '../http/caller.ts';
import { ok, type Reply, refused } from '../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../http/serve.ts';
import { endpoint } from './contract.ts';

interface CreateOtpHandlerDependencies extends CreateOtpDependencies, ServeDependencies {
  readonly settings: SettingsSource;
  readonly callers: CallerDependencies;
}

/** Edge of createOTP: who asks, for whom, under which settings; then the domain, then its outcome as an answer. */
export function createOtpHandler(deps: CreateOtpHandlerDependencies): ApiHandler {
  return serve(endpoint, deps, {
    POST: async ({ body, caller, headers }) => {
      const domain = domainOfUsers(deps.callers, caller, body.idStore);
      const stored = await deps.settings.forDomain(domain);
      if (stored === undefined) throw new ApiError('DOMAIN_UNKNOWN');
      const settings = resolveSettings(stored, body.appName);
      if (['custom', 'none'].includes(body.deliveryChannel)) mayReceivePins(caller);
      const outcome = await createOtp(deps, settings, {
        by: 'client',
        user: { domain, userId: body.userId },
        application: body.appName,
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

function mayReceivePins(caller: Caller): void {
  if (!caller.account.groups.includes(PIN_RECEIVER_GROUP)) throw new ApiError('PIN_RECEIPT_NOT_ALLOWED');
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
  if (!/^[\x21-\x7e]{1,128}$/.test(key)) {
    const expected = '1 to 128 visible ASCII characters';
    throw new ApiError('FIELD_INVALID', { faults: [{ field: 'Idempotency-Key', expected }] });
  }
  return { caller: `${caller.user.domain}#${caller.user.userId}`, key };
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
        faults: [{ field: 'phone', expected: 'a phone number that can exist' }],
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
