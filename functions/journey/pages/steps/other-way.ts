import type { Method } from '../../../core/verify/credential.ts';
import type { Visit } from '../visit.ts';

/** Whether the person has another way than this one, so that a link to the choice leads to one. */
export async function hasOtherWay(visit: Visit, method: Method): Promise<boolean> {
  return (await visit.offers()).some((offer) => offer.method !== method);
}
