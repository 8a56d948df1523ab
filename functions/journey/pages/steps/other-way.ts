import { rescuesOf } from '../../../core/journey/rescues.ts';
import type { Method } from '../../../core/verify/credential.ts';
import type { Visit } from '../visit.ts';

/** Whether the person has another way than this one, so that a link to the choice leads to one; that page of an app alone is the choice. */
export async function hasOtherWay(visit: Visit, method: Method): Promise<boolean> {
  if ((await visit.offers()).some((offer) => offer.method !== method)) return true;
  return method !== 'totp' && rescuesOf(visit.settings, await visit.record()).length > 0;
}
