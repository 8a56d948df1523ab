import { enrollerOf } from '../../../core/journey/key-to-confirm.ts';
import { type EnrolDeviceDependencies, enrolDevice } from '../../../core/push/enrol-device.ts';
import { formatEnrolmentCode } from '../../../core/push/enrolment-code.ts';
import { rememberChallenge } from '../../../core/sessions/open-session.ts';
import { logFailedNotices } from '../../../http/log-failed-notices.ts';
import { leadTo, readError } from '../notice.ts';
import { phonePage, startPage } from '../views/add-factor.ts';
import type { Visit } from '../visit.ts';
import type { EnrolDependencies } from './enrol.ts';
import { answer, type Step } from './step.ts';

export interface AddPhoneDependencies extends EnrolDependencies, EnrolDeviceDependencies {
  /** Where phones find this service, without a slash at the end. */
  readonly publicUrl: string;
}

const STEP = 'add-push' as const;

/** A phone: a one-time code leads it to the page that makes it a device. */
export function addPhoneStep(deps: AddPhoneDependencies): Step {
  return {
    async show(visit, { query }) {
      const { texts, session, nowMs } = visit;
      const { display: code, expiresAtMs = 0 } = session.challenges[STEP] ?? {};
      if (code === undefined || expiresAtMs <= nowMs) {
        const error = code === undefined ? readError(visit, query) : texts.errors.codeOver;
        return answer(visit, startPage(visit, STEP, texts.phone, error));
      }
      const address = `${deps.publicUrl}/mfa/device`;
      return answer(
        visit,
        phonePage(visit, { link: `${address}#code=${code}`, address, code, error: readError(visit, query) }),
      );
    },

    async act(visit, { form }) {
      if (form.act === 'finish') {
        const connected = await hasConnected(visit);
        return connected ? leadTo(visit, undefined, { added: 'push' }) : leadTo(visit, STEP, { error: 'notConnected' });
      }
      const enrolment = await enrolDevice(deps, visit.settings, visit.session.user, enrollerOf(visit.session));
      if (enrolment.kind === 'refused') return leadTo(visit, undefined, { error: 'unavailable' });
      // The person was told now, since the phone connects by itself, without this page.
      logFailedNotices(deps.log, enrolment.notices);
      const stored = await rememberChallenge(deps, visit.open, STEP, {
        // Nothing is being proven, so there is nothing to name.
        correlationId: '',
        sentAtMs: visit.nowMs,
        expiresAtMs: enrolment.expiresAtMs,
        display: formatEnrolmentCode(enrolment.code),
      });
      return leadTo(visit, stored === 'blocked' ? undefined : STEP);
    },
  };
}

/** A phone that came after the code was made. */
async function hasConnected(visit: Visit): Promise<boolean> {
  const challenge = visit.session.challenges[STEP];
  if (challenge === undefined) return false;
  return (await visit.registeredDevices()).some(({ createdAtMs }) => createdAtMs >= challenge.sentAtMs);
}
