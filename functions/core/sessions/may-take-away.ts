import type { Factor, Session } from './session.ts';

/** Codes that were kept or given out for an emergency. */
const RESCUES: ReadonlySet<Factor> = new Set(['recovery', 'bypass']);

/**
 * Whether factors may be removed or reported lost in this session. A code for an emergency gives back what its owner has
 * lost and takes nothing away, nor does what was shown after it, since that may have been added with it.
 */
export function mayTakeAway({ proven }: Pick<Session, 'proven'>): boolean {
  return proven.length > 0 && !proven.some(({ factor }) => RESCUES.has(factor));
}
