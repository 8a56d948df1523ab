import { readPasskeyName } from '../../../core/passkeys/passkey-name.ts';
import type { Passkeys } from '../../../core/ports/passkeys.ts';
import { leadTo, readError } from '../notice.ts';
import { renamePasskeyPage } from '../views/passkey.ts';
import type { Visit } from '../visit.ts';
import { answer, type Step } from './step.ts';

interface RenameDependencies {
  readonly passkeys: Pick<Passkeys, 'rename'>;
}

export const RENAME = 'rename-passkey-';

/** Another name for one of the person's own passkeys. */
export function renamePasskeyStep({ passkeys }: RenameDependencies, step: string): Step {
  const find = async (visit: Visit) =>
    (await visit.record()).passkeys?.find(({ id }) => id === step.slice(RENAME.length));

  return {
    async show(visit, { query }) {
      const passkey = await find(visit);
      if (passkey === undefined) return leadTo(visit);
      return answer(visit, renamePasskeyPage(visit, { step, name: passkey.name, error: readError(visit, query) }));
    },

    async act(visit, { form }) {
      const passkey = await find(visit);
      if (passkey === undefined || form.act !== 'rename') return leadTo(visit);
      const name = readPasskeyName(form.name ?? '');
      if (name === undefined) return leadTo(visit, step, { error: 'passkeyName' });
      const renamed = await passkeys.rename(visit.session.user, passkey, name);
      return leadTo(visit, undefined, renamed === 'blocked' ? { error: 'unavailable' } : undefined);
    },
  };
}
