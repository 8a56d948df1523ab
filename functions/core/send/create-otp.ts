import type { Account } from '../directory/user.ts';
import { lockState } from '../lock/lock.ts';
import { makeTotpCorrelationId } from '../otp/correlation-id.ts';
import type { UserRecord } from '../ports/users.ts';
import type { Settings } from '../settings/resolve.ts';
import { hasTotpAtHand } from '../tokens/second-factor.ts';
import { loadOwnRecord } from '../verify/load-own-record.ts';
import { type Destination, destinationOf, namesItsAddress } from './destination.ts';
import { hasFactorBesideSms } from './factor-beside-sms.ts';
import type { ClientOtpRequest, CreateOtpDependencies, CreateOtpOutcome, CreateOtpRequest } from './otp-request.ts';
import { clientScope } from './pin-draft.ts';
import { sendPin } from './send-pin.ts';

/** One read; what it says decides whether a PIN may be sent at all, and the write of the PIN repeats the conditions. */
export async function createOtp(
  deps: CreateOtpDependencies,
  settings: Settings,
  request: CreateOtpRequest,
): Promise<CreateOtpOutcome> {
  const record = await loadOwnRecord(deps, request.user);
  const { account, credential } = record;
  if (account === undefined) return { kind: 'unknown-user' };
  const nowMs = deps.clock();
  const seen = credential && { credential, lock: lockState(credential, settings, nowMs) };
  if (seen?.lock.kind === 'locked') return seen.lock;
  if (request.by === 'client' && request.channel === 'totp') return beginTotp(deps, settings, request, record, nowMs);
  const destination = destinationFor(settings, request, account, record);
  if (destination.kind !== 'to') return destination;
  const send = { user: request.user, account, to: destination.to };
  if (seen?.lock.kind === 'over') {
    await deps.credentials.openWindow(request.user, seen.credential);
    const { credential: opened } = await deps.users.load(request.user);
    return sendPin(deps, settings, request, send, opened);
  }
  return sendPin(deps, settings, request, send, credential);
}

type DestinationResult =
  | { readonly kind: 'to'; readonly to: Destination }
  | Extract<CreateOtpOutcome, { kind: 'refused' | 'phone-invalid' }>;

function destinationFor(
  settings: Settings,
  request: CreateOtpRequest,
  account: Account,
  record: UserRecord,
): DestinationResult {
  if (request.channel === 'sms' && settings.SmsNeedsOtherFactor && !hasFactorBesideSms(settings, record)) {
    return { kind: 'refused', reason: 'FACTOR_DISABLED' };
  }
  const to = destinationOf(settings, request, account);
  const isLost = record.credential?.lostAddresses.some((lost) => lost === request.channel) === true;
  // A new one is not the one that was lost.
  if (isLost && !namesItsAddress(request)) return { kind: 'refused', reason: 'FACTOR_NOT_ENROLLED' };
  switch (to) {
    case 'disabled':
      return { kind: 'refused', reason: 'FACTOR_DISABLED' };
    case 'missing':
      return { kind: 'refused', reason: 'FACTOR_NOT_ENROLLED' };
    case 'phone-invalid':
      return { kind: 'phone-invalid' };
    default:
      return { kind: 'to', to };
  }
}

/** Nothing is sent or stored for an authenticator code; a pending key may be confirmed this way too. */
async function beginTotp(
  deps: CreateOtpDependencies,
  settings: Settings,
  request: ClientOtpRequest,
  record: UserRecord,
  nowMs: number,
): Promise<CreateOtpOutcome> {
  if (!settings.Totp_Enabled) return { kind: 'refused', reason: 'FACTOR_DISABLED' };
  if (!hasTotpAtHand(record) && record.credential?.pendingTotp === undefined) {
    return { kind: 'refused', reason: 'FACTOR_NOT_ENROLLED' };
  }
  const expiresAtMs = nowMs + settings.pinExpiry;
  const keys = await deps.keys.current();
  const correlationId = makeTotpCorrelationId(keys, deps.random, clientScope(request), expiresAtMs);
  return { kind: 'created', correlationId, expiresAtMs };
}
