import type { Factor, ProvenFactor, Session, SessionPurpose } from './session.ts';

/**
 * Methods in the words of RFC 8176. `mfa` and `pwd` are missing: the first factor was checked by the application, and
 * a token says only what its issuer has seen.
 */
const AMR: Readonly<Record<Exclude<Factor, 'passkey'>, readonly string[]>> = {
  totp: ['otp'],
  email: ['otp'],
  sms: ['otp', 'sms'],
  push: ['mca', 'user'],
  recovery: ['otp'],
  bypass: ['otp'],
};

/** What the proven factor is good for; the value of `acr`, compared letter by letter. */
const ACR = {
  /** A factor that NIST SP 800-63B-4 section 2.2 accepts for AAL2, beside the application's own first factor. */
  aal2: 'urn:sekisho:acr:aal2',
  /** Any other factor: an e-mailed code (63B-4 3.1.3.1 rules mail out), a recovery code or one of the help desk. */
  secondFactor: 'urn:sekisho:acr:second-factor',
  /** A factor that may have been made in this very session proves nothing about the person. */
  enrolment: 'urn:sekisho:acr:enrolment',
} as const;

const AAL2: ReadonlySet<Factor> = new Set(['totp', 'sms', 'push', 'passkey']);

/** Whether a factor is good for AAL2 beside the application's own first factor. */
export function isOfAal2(factor: Factor): boolean {
  return AAL2.has(factor);
}

/**
 * What of a session says who the person is. A sign-in that goes on after its first proof lets factors be added, so what
 * is shown after that may have been made in it.
 */
export function proofsOf({ purpose, proven }: Pick<Session, 'purpose' | 'proven'>): readonly ProvenFactor[] {
  return purpose === 'verify' ? proven.slice(0, 1).filter(({ enrols }) => enrols !== true) : proven;
}

export function amrOf(proven: readonly ProvenFactor[]): string[] {
  return [...new Set(proven.flatMap((one) => (one.factor === 'passkey' ? amrOfPasskey(one) : AMR[one.factor])))];
}

/** Of one that can be copied nobody knows where its key is, so `hwk` would claim too much. */
function amrOfPasskey({ passkey }: ProvenFactor): readonly string[] {
  const key = passkey?.isDeviceBound === true ? 'hwk' : 'swk';
  return passkey?.isUserVerified === true ? [key, 'user'] : [key];
}

export function acrOf(purpose: SessionPurpose, proven: readonly ProvenFactor[]): string {
  if (purpose === 'enrol') return ACR.enrolment;
  return proven.some(({ factor }) => isOfAal2(factor)) ? ACR.aal2 : ACR.secondFactor;
}

/** A lock is for what can be guessed. Whoever has shown a passkey is who he is, however many codes a stranger tried. */
export function provesInSpiteOfLock(proven: readonly ProvenFactor[]): boolean {
  return proven.some(({ factor }) => factor === 'passkey');
}
