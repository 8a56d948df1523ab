import type { Directory } from '../../core/ports/directory.ts';
import type { Devices } from '../../core/ports/push.ts';
import type { Credentials } from '../../core/ports.ts';
import type { Reply } from '../../http/reply.ts';
import { messageQuery } from '../messages.ts';
import { seeOther } from '../page-reply.ts';
import { type Mine, removePage } from '../views/enrol.ts';
import type { ActingVisit } from '../visit.ts';
import { announce, type EnrolDependencies, methodsOf } from './enrol.ts';
import { answer, type Step } from './step.ts';

export interface RemoveDependencies extends EnrolDependencies {
  readonly credentials: Pick<Credentials, 'removeTotp'>;
  readonly devices: Pick<Devices, 'remove'>;
  readonly directory: Pick<Directory, 'change'>;
}

/** Removes one of the person's own methods, after a question; the last one stays. */
export function removeStep(deps: RemoveDependencies, name: string): Step {
  return {
    async show(visit) {
      const mine = await methodsOf(visit);
      const one = mine.find((candidate) => candidate.removeStep === name);
      return one === undefined ? seeOther(visit.path()) : answer(visit, removePage(visit, one, mine.length === 1));
    },

    async act(visit, { form }) {
      const mine = await methodsOf(visit);
      const one = mine.find((candidate) => candidate.removeStep === name);
      // Whoever removes must have proven a factor here; having none is no way around it, since then there is none.
      const mayRemove = visit.session.proven.length > 0 && mine.length > 1 && form.act === 'remove';
      return one !== undefined && mayRemove ? remove(deps, visit, one) : seeOther(visit.path());
    },
  };
}

async function remove(deps: RemoveDependencies, visit: ActingVisit, one: Mine): Promise<Reply> {
  const { account } = await visit.record();
  if (account === undefined || !(await take(deps, visit, one))) {
    return seeOther(visit.path(), messageQuery({ error: 'unavailable' }));
  }
  await announce(deps, visit, account, { change: 'removed', factor: one.method });
  return seeOther(visit.path(), { removed: 'yes' });
}

async function take(deps: RemoveDependencies, visit: ActingVisit, one: Mine): Promise<boolean> {
  const { settings, session } = visit;
  switch (one.method) {
    case 'totp': {
      const { credential } = await visit.record();
      return (await deps.credentials.removeTotp(session.user, credential?.totp)) === 'removed';
    }
    case 'push':
      await deps.devices.remove(session.user, one.removeStep.slice('remove-push-'.length));
      return true;
    case 'email':
    case 'sms': {
      const { kind } = await deps.stores.ofDomain(session.user.domain);
      if (kind !== 'directory') return false;
      const field = one.method === 'email' ? settings.EmailField : settings.PhoneField;
      return (await deps.directory.change(session.user, { attributes: { [field]: null } }, undefined)) !== undefined;
    }
    default:
      return one.method satisfies never;
  }
}
