/** One run of a state machine, as it is kept. */
export interface Execution {
  readonly arn: string;
  readonly machineArn: string;
  readonly name: string;
  readonly input: string;
  /** ISO 8601, as is `stoppedAt`. */
  readonly startedAt: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  stoppedAt?: string;
  output?: string;
  error?: string;
  cause?: string;
  /** The state that it is in, from which it goes on after a restart. */
  at?: { readonly state: string; readonly input: unknown };
}
