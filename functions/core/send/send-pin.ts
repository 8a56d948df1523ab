import { shownFreeName } from '../applications/shown-name.ts';
import { type Ownership, ownershipOf } from '../directory/epoch.ts';
import { domainInMessage } from '../identity-domains/shown-domain.ts';
import { gatewayOf } from '../messages/gateway.ts';
import type { Language } from '../messages/languages.ts';
import { renderPinMessage } from '../messages/render-message.ts';
import type { Message } from '../ports/courier.ts';
import type { AddPin, SendRecord } from '../ports/credentials.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import type { Settings } from '../settings/resolve.ts';
import type { Credential, OutstandingPin } from '../verify/credential.ts';
import type { Destination } from './destination.ts';
import type { CreateOtpDependencies, CreateOtpOutcome, CreateOtpRequest } from './otp-request.ts';
import { draftPin, type PinDraft, REMEMBER_MS } from './pin-draft.ts';
import { planCount, refuseSend } from './send-budget.ts';
import { type PinSend, quotasAllow } from './send-quotas.ts';

/** Remembered keys of one user; more would let the item outgrow one write unit. */
const MAX_REMEMBERED = 8;
/** Longer than any function runs. */
const SENDING_MS = 15_000;
const MAX_ROUNDS = 12;

type Draft = PinDraft & {
  /** The person that it is for; the next one of his name gets nothing of it. */
  readonly owner: Ownership;
};

/** Writes the PIN, then delivers it. A write that lost a race is tried again on the item as it then stands. */
export async function sendPin(
  deps: CreateOtpDependencies,
  settings: Settings,
  request: CreateOtpRequest,
  wanted: PinSend,
  seen: Credential | undefined,
): Promise<CreateOtpOutcome> {
  const { to: destination } = wanted;
  const draft = { ...(await draftPin(deps, settings, request, destination)), owner: ownershipOf(wanted.account) };
  let credential = seen;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const nowMs = deps.clock();
    const refusal = credential && (await refuse(deps, settings, request, draft, credential, nowMs));
    if (refusal?.kind === 'created') return { ...refusal, ...addressIn(destination) };
    if (refusal !== undefined) return refusal;
    const handedBack = destination.channel === 'caller';
    const add = { ...planAdd(deps, settings, draft, credential, nowMs, round), method: draft.method, handedBack };
    const written =
      credential === undefined
        ? await deps.credentials.createWithPin(request.user, add)
        : await deps.credentials.addPin(request.user, add);
    if (written === 'added') return deliver(deps, settings, request, wanted, draft);
    const now = await deps.users.load(request.user);
    if (now.account?.generation !== wanted.account.generation) return { kind: 'unknown-user' };
    credential = now.credential;
    // The write happened and its answer was lost, so that the repeated one was blocked by the first.
    if (isWritten(credential, draft)) return deliver(deps, settings, request, wanted, draft);
  }
  return { kind: 'busy' };
}

function addressIn(destination: Destination): { address?: string } {
  return destination.channel === 'caller' ? {} : { address: destination.address };
}

function isWritten(credential: Credential | undefined, { added }: PinDraft): boolean {
  return credential?.pins[added.pinHash]?.correlationId === added.correlationId;
}

/** What the item says against a send; undefined when nothing does. */
async function refuse(
  deps: CreateOtpDependencies,
  settings: Settings,
  request: CreateOtpRequest,
  draft: Draft,
  credential: Credential,
  nowMs: number,
): Promise<CreateOtpOutcome | undefined> {
  const again = draft.send && answerAgain(draft.send, credential, nowMs);
  return again ?? refuseSend(deps, settings, request.user, credential, nowMs);
}

/**
 * The answer to a repeated key; undefined for a key that is not remembered (any more). Only a send that was delivered is a success; one that is under way asks for patience,
 * and one that never got an answer (the function ended in the middle) has failed.
 */
function answerAgain(send: SendRecord, credential: Credential, nowMs: number): CreateOtpOutcome | undefined {
  const remembered = credential.remembered[send.keyHash];
  if (remembered === undefined || remembered.rememberUntilMs <= nowMs) return undefined;
  if (remembered.fingerprint !== send.fingerprint) return { kind: 'refused', reason: 'IDEMPOTENCY_KEY_REUSED' };
  const startedAtMs = remembered.rememberUntilMs - REMEMBER_MS;
  const isUnderWay = remembered.state === 'sending' && nowMs < startedAtMs + SENDING_MS;
  if (isUnderWay) return { kind: 'busy' };
  if (remembered.state !== 'sent') return { kind: 'refused', reason: 'DELIVERY_FAILED' };
  return { kind: 'created', correlationId: remembered.correlationId, expiresAtMs: remembered.expiresAtMs };
}

function planAdd(
  deps: CreateOtpDependencies,
  settings: Settings,
  draft: Draft,
  credential: Credential | undefined,
  nowMs: number,
  round: number,
): Omit<AddPin, 'method' | 'handedBack'> {
  const pins = Object.entries(credential?.pins ?? {});
  return {
    pin: draft.added,
    replacedPins: replacedPins(deps, pins, settings.MaxPins, nowMs, round).filter(
      (hash) => hash !== draft.added.pinHash,
    ),
    maxPins: settings.MaxPins,
    send: draft.send,
    forgottenSends: forgottenSends(credential, nowMs).filter((hash) => hash !== draft.send?.keyHash),
    ...planCount(settings, credential, nowMs, draft.owner),
  };
}

/**
 * Expired PINs and then the oldest, until one fits. In a race all calls see the same oldest one and all but one lose;
 * from the second round on each takes any of those that stand, so that they get out of each other's way.
 */
function replacedPins(
  deps: CreateOtpDependencies,
  pins: readonly (readonly [string, OutstandingPin])[],
  maxPins: number,
  nowMs: number,
  round: number,
): string[] {
  const expired = pins.filter(([, pin]) => pin.expiresAtMs <= nowMs).map(([hash]) => hash);
  const living = pins.filter(([, pin]) => pin.expiresAtMs > nowMs);
  const oldestFirst = living.toSorted(([, left], [, right]) => left.expiresAtMs - right.expiresAtMs);
  const surplus = Math.max(0, living.length + 1 - maxPins);
  const from = round === 0 ? 0 : Buffer.from(deps.random(1)).readUInt8() % (living.length - surplus + 1);
  return [...expired, ...oldestFirst.slice(from, from + surplus).map(([hash]) => hash)];
}

function forgottenSends(credential: Credential | undefined, nowMs: number): string[] {
  const sends = Object.entries(credential?.remembered ?? {});
  const newestFirst = sends.toSorted(([, left], [, right]) => right.rememberUntilMs - left.rememberUntilMs);
  return newestFirst
    .filter(([, send], place) => send.rememberUntilMs <= nowMs || place >= MAX_REMEMBERED - 1)
    .map(([hash]) => hash);
}

async function deliver(
  deps: CreateOtpDependencies,
  settings: Settings,
  request: CreateOtpRequest,
  wanted: PinSend,
  { pin, added, send }: PinDraft,
): Promise<CreateOtpOutcome> {
  const { to: destination } = wanted;
  const { correlationId, expiresAtMs } = added;
  const created = { kind: 'created', correlationId, expiresAtMs, ...addressIn(destination) } as const;
  if (destination.channel === 'caller') return { ...created, pin };
  if (!(await quotasAllow(deps, settings, wanted, deps.clock()))) {
    await deps.credentials.withdrawPin(request.user, { pin: added, send, sent: 'no' });
    return { kind: 'refused', reason: 'SEND_LIMIT_EXCEEDED' };
  }
  const message = await messageFor(deps, settings, request, destination, pin);
  const outcome = await deps.courier.deliver(message, gatewayOf(settings));
  if (outcome === 'delivered') {
    // The message is out: that its record could not be marked must not turn this answer into a failure.
    if (send !== undefined)
      await deps.credentials.markDelivered(request.user, { pin: added, send }).catch(() => undefined);
    return created;
  }
  await deps.credentials.withdrawPin(request.user, {
    pin: added,
    send,
    sent: outcome === 'refused' ? 'no' : 'unknown',
  });
  return { kind: 'refused', reason: 'DELIVERY_FAILED' };
}

async function messageFor(
  { domains }: CreateOtpDependencies,
  settings: Settings,
  request: CreateOtpRequest,
  { channel, address, language }: Extract<Destination, { address: string }>,
  pin: OneTimeCode,
): Promise<Message> {
  const texts = renderPinMessage(settings, language, {
    application: shownApplication(request, language),
    userId: request.user.userId,
    domain: await domainInMessage(domains, request.user.domain),
    pin,
    expiryMs: settings.pinExpiry,
  });
  return channel === 'email'
    ? { channel, to: address, subject: texts.subject, text: texts.emailText, language }
    : { channel, to: address, text: texts.smsText, language };
}

/** A session is always that of a registered application; a client may use any name. */
function shownApplication(request: CreateOtpRequest, language: Language): string {
  const isFree = request.by === 'client' && request.isFreeName;
  return isFree ? shownFreeName(request.application, language) : request.application;
}
