import { triesLeft } from '../../../core/lock/lock.ts';
import type { PageRequest } from '../../../http/serve-page.ts';
import type { Message } from '../messages.ts';
import { readMessage, sentence } from '../notice.ts';
import type { Visit } from '../visit.ts';

/** What a code that was compared can be told; each of these counted as a wrong try. */
const COUNTED: readonly Message['error'][] = [
  'wrong',
  'expired',
  'replayed',
  'ahead',
  'behind',
  'bypassOver',
  'notApproved',
];
/** Further away than this a lock is nobody's worry. */
const NEAR = 10;

/** Why a code did not do, and how many more of these it takes to a lock. */
export async function codeError(visit: Visit, query: PageRequest['query']): Promise<string | undefined> {
  const message = readMessage(visit, query);
  if (message === undefined) return undefined;
  const said = sentence(visit.texts, message);
  if (!COUNTED.includes(message.error)) return said;
  const { credential } = await visit.record();
  const left = credential && triesLeft(credential, visit.settings, visit.nowMs);
  if (left === undefined || left.count > NEAR) return said;
  return `${said}${visit.language === 'ja' ? '' : ' '}${visit.texts.triesLeft(left)}`;
}
