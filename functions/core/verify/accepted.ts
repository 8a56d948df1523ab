declare const judged: unique symbol;

/**
 * A factor that was proven. The mark cannot be written by hand, so there is one where `accepted` was called: in `verify`,
 * and where an approval is read that `verify` accepted when the phone answered. A test holds that list.
 */
export interface Accepted {
  readonly kind: 'accepted';
  /** The moment of the proof, for `auth_time`. */
  readonly provenAtMs: number;
  readonly [judged]: true;
}

export function accepted(provenAtMs: number): Accepted {
  return { kind: 'accepted', provenAtMs } as Accepted;
}
