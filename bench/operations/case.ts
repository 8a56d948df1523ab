import type { World } from './world.ts';

/** One call to measure: what has to be before it, and the call itself. */
export interface Case {
  readonly what: string;
  /** Its caller shows nothing that is right. */
  readonly byStranger?: true;
  run(world: World): Promise<() => Promise<unknown>>;
}

/** Keeps what was prepared out of the call. */
export function call(what: string, run: Case['run']): Case {
  return { what, run };
}
