interface RpIdChange {
  /** Of the passkeys that were ever made here. */
  readonly made: readonly string[];
  /** Under which the service asks for passkeys from now on. */
  readonly wanted: string;
  /** Whose passkeys the operator has said may be lost. */
  readonly givenUp: readonly string[];
}

/** The RP IDs whose passkeys nobody could use any more, and that nobody has given up. */
export function lostRpIds({ made, wanted, givenUp }: RpIdChange): readonly string[] {
  return made.filter((rpId) => rpId !== wanted && !givenUp.includes(rpId));
}
