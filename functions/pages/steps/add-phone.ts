import { type EnrolDeviceDependencies, enrolDevice } from '../../core/push/enrol-device.ts';
import { formatEnrolmentCode } from '../../core/push/enrolment-code.ts';
import { rememberChallenge } from '../../core/sessions/open-session.ts';
import { messageQuery, readMessage } from '../messages.ts';
import { seeOther } from '../page-reply.ts';
import { phonePage, startPage } from '../views/add.ts';
import type { Visit } from '../visit.ts';
import { announce, type EnrolDependencies } from './enrol.ts';
import { answer, type Step } from './step.ts';

export interface AddPhoneDependencies extends EnrolDependencies, EnrolDeviceDependencies {
  /** Where phones find this service, without a slash at the end. */
  readonly publicUrl: string;
}

const STEP = 'add-push';
/** Stands where a session keeps the name of a challenge: a phone is being connected, nothing is being proven. */
const ENROLMENT = 'device-enrolment';

/** A phone: a one-time code leads it to the page that makes it a device. */
export function addPhoneStep(deps: AddPhoneDependencies): Step {
  return {
    async show(visit, { query }) {
      const { texts, session, nowMs } = visit;
      const { challenge } = session;
      if (challenge?.correlationId !== ENROLMENT || challenge.expiresAtMs <= nowMs || challenge.display === undefined) {
        return answer(visit, startPage(visit, STEP, texts.phone, readMessage(texts, query)));
      }
      const address = `${deps.publicUrl}/mfa/device`;
      const link = `${address}#code=${challenge.display}`;
      return answer(visit, phonePage(visit, { link, address, code: challenge.display }));
    },

    async act(visit, { form }) {
      if (form.act === 'finish') {
        const connected = await hasConnected(visit);
        return connected ? seeOther(visit.path(), { added: 'push' }) : seeOther(visit.path(STEP));
      }
      const enrolment = await enrolDevice(deps, visit.settings, visit.session.user, 'client');
      if (enrolment.kind === 'refused') return seeOther(visit.path(), messageQuery({ error: 'unavailable' }));
      const { account } = await visit.record();
      const stored = await rememberChallenge(deps, visit.open, {
        factor: 'push',
        correlationId: ENROLMENT,
        sentAtMs: visit.nowMs,
        expiresAtMs: enrolment.expiresAtMs,
        display: formatEnrolmentCode(enrolment.code),
      });
      if (stored === 'blocked' || account === undefined) return seeOther(visit.path());
      // Now, since the phone connects by itself, without this page.
      await announce(deps, visit, account, { change: 'begun', factor: 'push' });
      return seeOther(visit.path(STEP));
    },
  };
}

/** A phone that came after the code was made. */
export async function hasConnected(visit: Visit): Promise<boolean> {
  const { challenge } = visit.session;
  if (challenge?.correlationId !== ENROLMENT) return false;
  return (await visit.registeredDevices()).some(({ createdAtMs }) => createdAtMs >= challenge.sentAtMs);
}
