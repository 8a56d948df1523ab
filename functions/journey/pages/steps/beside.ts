import { factorsOf } from '../../../core/journey/offers.ts';
import { rescuedBy } from '../../../core/journey/rescues.ts';
import type { Method } from '../../../core/verify/credential.ts';
import { leadTo } from '../notice.ts';
import type { Visit } from '../visit.ts';
import type { Step } from './step.ts';

type Single = Extract<Method, 'totp' | 'email' | 'sms'>;

/**
 * A step that adds what a person has one of, and so puts it in the place of that one. A code for an emergency takes nothing
 * away: who has come in by one adds beside what is there, unless that is reported lost.
 */
export function beside(method: Single, step: Step): Step {
  return {
    show: async (visit, request) => ((await hasRoom(visit, method)) ? step.show(visit, request) : leadTo(visit)),
    act: async (visit, request) => ((await hasRoom(visit, method)) ? step.act(visit, request) : leadTo(visit)),
  };
}

async function hasRoom(visit: Visit, method: Single): Promise<boolean> {
  if (rescuedBy(visit.session) === undefined) return true;
  const record = await visit.record();
  const { totp, lostAddresses = [] } = record.credential ?? {};
  const isLost = method === 'totp' ? totp?.lostAtMs !== undefined : lostAddresses.includes(method);
  const has = factorsOf(visit.settings, record, await visit.registeredDevices(), visit.rp.rpId);
  return isLost || !has.some(({ kind }) => kind === method);
}
