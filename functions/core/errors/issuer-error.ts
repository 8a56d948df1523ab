/** The keys of an outside issuer could not be had; it says nothing about the token. `reason` is for the log. */
export class IssuerError extends Error {
  readonly code = 'ISSUER_UNAVAILABLE';
  readonly reason: string;

  constructor(reason: string) {
    super('ISSUER_UNAVAILABLE');
    this.name = 'IssuerError';
    this.reason = reason;
  }
}
