/** What one warm call of an operation asks of AWS. bin/docs/cost.ts makes docs/cost.md of these. */
export interface MeasuredCall {
  /** `METHOD /path` of the catalogue. */
  readonly operation: string;
  /** Which case of it. */
  readonly what: string;
  /** Its caller shows nothing that is right: what anybody may cost. */
  readonly byStranger?: boolean;
  /** By `service.Action`, counted on the wire. */
  readonly requests: Readonly<Record<string, number>>;
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Times that a password was hashed: what makes a function run longer than any other does. */
  readonly passwordHashes: number;
}
