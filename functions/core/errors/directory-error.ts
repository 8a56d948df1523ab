/**
 * `DIRECTORY_UNAVAILABLE`: no answer in time, or none that can be trusted; it says nothing about the password.
 * `USER_AMBIGUOUS`: the name finds several entries, so nobody can say whose password it would be.
 */
type DirectoryErrorCode = 'DIRECTORY_UNAVAILABLE' | 'USER_AMBIGUOUS';

/** An outside directory could not say who a user is. `reason` is for the log: it names no user and no server. */
export class DirectoryError extends Error {
  readonly code: DirectoryErrorCode;
  readonly reason: string;

  constructor(code: DirectoryErrorCode, reason: string) {
    super(code);
    this.name = 'DirectoryError';
    this.code = code;
    this.reason = reason;
  }
}
