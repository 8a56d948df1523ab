import type { Preset } from '../settings/presets.ts';
import type { Acting } from './application.ts';
import { OPEN_IN_OAM, RIGHT_GROUPS, type Right } from './rights.ts';

/** `acting` is missing where no application was named. `preset` is that of the users' domain. */
export function hasRight(
  right: Right,
  { groups, acting, preset }: { groups: readonly string[]; acting: Acting | undefined; preset: Preset },
): boolean {
  if (groups.includes(RIGHT_GROUPS[right])) return true;
  if (acting?.kind === 'registered' && acting.application.rights.includes(right)) return true;
  return preset === 'oam' && OPEN_IN_OAM.includes(right);
}
