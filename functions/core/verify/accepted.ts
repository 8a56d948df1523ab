declare const judged: unique symbol;

/** What the authenticator says of itself and of the person, under its signature. */
export interface PasskeyTraits {
  /** Which one it was. */
  readonly id: string;
  /** It cannot be copied off its device. */
  readonly isDeviceBound: boolean;
  /** The person showed a finger, a face or a PIN to it. */
  readonly isUserVerified: boolean;
  /** Until now it said that it could not be copied. */
  readonly becameSynced?: true;
}

/**
 * A factor that was proven. The mark cannot be written by hand, so there is one where `accepted` was called: in `verify`,
 * and where an approval is read that `verify` accepted when the phone answered. A test holds that list.
 */
export interface Accepted {
  readonly kind: 'accepted';
  /** The moment of the proof, for `auth_time`. */
  readonly provenAtMs: number;
  /** Of a passkey, for `amr`. */
  readonly passkey?: PasskeyTraits;
  /** The phone that approved. */
  readonly deviceId?: string;
  /** The mark of the authenticator app's key, or of the address that the code went to. */
  readonly of?: string;
  readonly [judged]: true;
}

interface ProvenBy {
  readonly passkey?: PasskeyTraits | undefined;
  readonly deviceId?: string | undefined;
  readonly of?: string | undefined;
}

export function accepted(provenAtMs: number, { passkey, deviceId, of }: ProvenBy = {}): Accepted {
  return {
    kind: 'accepted',
    provenAtMs,
    ...(passkey === undefined ? {} : { passkey }),
    ...(deviceId === undefined ? {} : { deviceId }),
    ...(of === undefined ? {} : { of }),
  } as Accepted;
}
