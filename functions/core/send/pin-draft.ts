import { formatId } from '../otp/correlation-id.ts';
import { type ClientScope, generatePin, hashPin, type PinScope } from '../otp/pin.ts';
import type { NewPin, SendRecord } from '../ports/credentials.ts';
import type { KeyGeneration } from '../ports/key-ring.ts';
import { mac } from '../secrets/mac.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import type { Settings } from '../settings/resolve.ts';
import type { Method } from '../verify/credential.ts';
import { type Destination, namesItsAddress } from './destination.ts';
import type { ClientOtpRequest, CreateOtpDependencies, CreateOtpRequest } from './otp-request.ts';

/** How long an `Idempotency-Key` is remembered. */
export const REMEMBER_MS = 10 * 60 * 1000;

export interface PinDraft {
  readonly pin: OneTimeCode;
  readonly added: NewPin;
  readonly send: SendRecord | undefined;
  /** The factor that it proves. */
  readonly method: Method | undefined;
}

export async function draftPin(
  deps: CreateOtpDependencies,
  settings: Settings,
  request: CreateOtpRequest,
  destination: Destination,
): Promise<PinDraft> {
  const keys = await deps.keys.current();
  const pin = generatePin(deps.random, settings.PinLength, settings.PinChars);
  const nowMs = deps.clock();
  const added = {
    pinHash: hashPin(keys, scopeOf(request, destination), pin),
    correlationId: formatId(deps.random(16)),
    expiresAtMs: nowMs + settings.pinExpiry,
  };
  return { pin, added, send: sendRecord(keys, request, nowMs + REMEMBER_MS), method: methodOf(request, destination) };
}

/** What a client's PIN or correlation id is bound to. */
export function clientScope({ user, application, sessionId }: Omit<ClientOtpRequest, 'by'>): ClientScope {
  return { purpose: 'pin', ...user, application, sessionId };
}

function scopeOf(request: CreateOtpRequest, destination: Destination): PinScope {
  if (request.by === 'client') return clientScope(request);
  if (destination.channel === 'caller') throw new TypeError('a page never shows a PIN');
  const { user, application, sessionId, newAddress } = request;
  const purpose = newAddress === undefined ? 'page-pin' : 'new-address';
  const { channel: method, address } = destination;
  return { purpose, ...user, application, sessionId, method, address };
}

/**
 * None for a PIN that its own caller is shown, or that goes to an address of his choice: it proves to him that somebody
 * read it, and to nobody else that it was the user. On a page the purpose of the PIN keeps the two apart.
 */
function methodOf(request: CreateOtpRequest, destination: Destination): Method | undefined {
  if (destination.channel === 'caller') return undefined;
  return request.by === 'client' && namesItsAddress(request) ? undefined : destination.channel;
}

/** The key is hashed with its caller; the fingerprint tells whether the same key came with another request. */
function sendRecord(keys: KeyGeneration, request: CreateOtpRequest, rememberUntilMs: number): SendRecord | undefined {
  if (request.idempotency === undefined) return undefined;
  const { caller, key } = request.idempotency;
  return {
    keyHash: mac(keys, 'send', [caller, key]).subarray(0, 12).toString('base64url'),
    fingerprint: mac(keys, 'request', askedFor(request)).subarray(0, 6).toString('base64url'),
    rememberUntilMs,
  };
}

function askedFor(request: CreateOtpRequest): (string | null)[] {
  const { application, channel, sessionId } = request;
  const addresses = request.by === 'client' ? [request.email, request.phone] : [request.newAddress];
  return [application, channel, sessionId, ...addresses].map((field) => field ?? null);
}
