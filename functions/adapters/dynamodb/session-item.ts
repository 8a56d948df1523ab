import type { Session } from '../../core/sessions/session.ts';

/** Seconds that the table keeps a session beyond its end; expiry itself is always compared with the clock. */
const SWEEP_AFTER_SECONDS = 3_600;

/** A session as it is stored: times without their unit in the name, and when the table may forget it. */
export interface SessionItem
  extends Omit<Session, 'id' | 'createdAtMs' | 'expiresAtMs' | 'resultUntilMs' | 'challenges'> {
  /** Missing after the end. */
  readonly challenges?: Session['challenges'];
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly resultUntil?: number;
  /** Seconds since 1970. */
  readonly ttl: number;
}

export function encodeSession(session: Session): SessionItem {
  const { id: _key, createdAtMs, expiresAtMs, resultUntilMs, ...rest } = session;
  return {
    ...rest,
    createdAt: createdAtMs,
    expiresAt: expiresAtMs,
    ...(resultUntilMs === undefined ? {} : { resultUntil: resultUntilMs }),
    ttl: Math.ceil(expiresAtMs / 1000) + SWEEP_AFTER_SECONDS,
  };
}

export function decodeSession(id: string, item: SessionItem): Session {
  const { user, epoch, application, client, returnUrl, state, locale, context, purpose, helps } = item;
  const { browserHash, proven, challenges = {}, end, resultTaken, resultUntil } = item;
  return {
    id,
    user,
    epoch,
    application,
    client,
    returnUrl,
    purpose,
    createdAtMs: item.createdAt,
    expiresAtMs: item.expiresAt,
    proven,
    challenges,
    resultTaken,
    ...(state === undefined ? {} : { state }),
    ...(locale === undefined ? {} : { locale }),
    ...(context === undefined ? {} : { context }),
    ...(helps === undefined ? {} : { helps }),
    ...(browserHash === undefined ? {} : { browserHash }),
    ...(end === undefined ? {} : { end }),
    ...(resultUntil === undefined ? {} : { resultUntilMs: resultUntil }),
  };
}
