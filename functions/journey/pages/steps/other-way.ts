import { offersOf } from '../../../core/journey/offers.ts';
import type { Method } from '../../../core/verify/credential.ts';
import type { Visit } from '../visit.ts';

/** Whether the person has another way than this one, so that a link to the choice leads to one. */
export async function hasOtherWay(visit: Visit, method: Method): Promise<boolean> {
  const [record, devices] = await Promise.all([visit.record(), visit.registeredDevices()]);
  return offersOf(visit.settings, record, devices).some((offer) => offer.method !== method);
}
