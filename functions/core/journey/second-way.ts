import type { UserRecord } from '../ports/users.ts';
import type { Device } from '../push/device.ts';
import type { Settings } from '../settings/resolve.ts';
import type { Method } from '../verify/credential.ts';
import type { PossessionKind } from './possessions.ts';
import { usablePossessions } from './usable-possessions.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Whether a person who has signed in is asked to add a factor that does not hang on the same thing as all that he has. */
export type SecondWay =
  /** He has two, or has put it off. */
  | { readonly kind: 'not-asked' }
  | {
      readonly kind: 'asked';
      /** What everything hangs on. */
      readonly on: PossessionKind;
      /** Where his authenticator app is cannot be known: on another device it would be the second one. */
      readonly mayBeApart: boolean;
      /** The time in which he could put it off is over. */
      readonly isRequired: boolean;
    };

const NOT_ASKED: SecondWay = { kind: 'not-asked' };

/**
 * Where it is not required the time begins anew each time that it is put off, so that he is asked once in a while; where it
 * is, the first time counts.
 */
export function secondWayOf(
  settings: Settings,
  record: UserRecord,
  devices: readonly Device[],
  nowMs: number,
): SecondWay {
  const [only, ...others] = usablePossessions(settings, { record, devices });
  if (only === undefined || others.length > 0) return NOT_ASKED;
  const untilMs = graceUntilMs(settings, record.credential?.putOffAtMs);
  if (untilMs !== undefined && nowMs < untilMs) return NOT_ASKED;
  const isRequired = settings.SecondFactorRequired && (untilMs !== undefined || settings.SecondFactorGraceDays === 0);
  const mayBeApart =
    record.credential?.totp !== undefined &&
    usablePossessions(settings, { record, devices, isTotpApart: true }).length > 1;
  return { kind: 'asked', on: only.kind, mayBeApart, isRequired };
}

/**
 * Whether what a person adds can be a thing that he does not lose with all that he has now. A passkey can be on a key and an
 * authenticator app on another device; a second phone nobody has to buy, and a browser is taken to be on the phone.
 */
export function canBeSecond(on: PossessionKind, method: Method): boolean {
  switch (method) {
    case 'passkey':
    case 'totp':
      return true;
    case 'push':
    case 'sms':
      return on !== 'phone' && on !== 'browser';
    case 'email':
      return on !== 'mailbox';
  }
}

function graceUntilMs({ SecondFactorGraceDays }: Settings, putOffAtMs: number | undefined): number | undefined {
  return putOffAtMs === undefined ? undefined : putOffAtMs + SecondFactorGraceDays * DAY_MS;
}
