import { constantTimeEqual } from '../../core/otp/constant-time-equal.ts';
import { browserMac } from '../../core/sessions/browser.ts';
import type { Method } from '../../core/verify/credential.ts';
import type { Reply } from '../../http/reply.ts';
import type { Message } from './messages.ts';
import { seeOther } from './page-reply.ts';
import type { Texts } from './texts/index.ts';
import type { Visit } from './visit.ts';

/**
 * What the next page says. It travels in the address, since every form ends in a redirect: reload and the back button
 * then send nothing twice. It is signed under the cookie of the session, so that an address that somebody else wrote
 * shows no sentence of ours.
 */
export type Notice =
  | Message
  | { readonly added: Method | 'recovery' }
  /** `handle`: of a passkey that was removed, the user handle, for the signal to the browser. */
  | { readonly removed: 'yes'; readonly handle?: string }
  | { readonly did: Deed };

/** What a person did to what he has. */
type Deed = 'lost' | 'found' | 'preferred' | 'linked';

type Fields = Readonly<Record<string, string | undefined>>;
type Signer = Pick<Visit, 'session' | 'secret'>;

/** To another page of the session, with what it is to say. */
export function leadTo(visit: Pick<Visit, 'path'> & Signer, step?: string, notice?: Notice): Reply {
  return seeOther(visit.path(step), notice === undefined ? {} : noticeQuery(visit, notice));
}

export function noticeQuery(visit: Signer, notice: Notice): Record<string, string> {
  const fields = Object.fromEntries(Object.entries(notice).map(([name, value]) => [name, String(value)]));
  return { ...fields, sign: signatureOf(visit, fields) };
}

/** Nothing before the session is bound: whoever set the cookie of a visitor could have signed it. */
export function readNotice(visit: Signer & Pick<Visit, 'isBound'>, query: Fields): Notice | undefined {
  if (!visit.isBound || !constantTimeEqual(signatureOf(visit, query), query.sign ?? '')) return undefined;
  const { error, added, did, ms, handle } = query;
  // Signed by `noticeQuery`, so it is what went in there.
  if (error !== undefined) return { error, ...(ms === undefined ? {} : { ms: Number(ms) }) } as Message;
  if (added !== undefined) return { added: added as Method | 'recovery' };
  if (did !== undefined) return { did: did as Deed };
  return { removed: 'yes', ...(handle === undefined ? {} : { handle }) };
}

/** What an address says that the page goes by, for the same page in another language: nothing that somebody else wrote. */
export function keptQuery(visit: Signer & Pick<Visit, 'isBound'>, query: Fields): Record<string, string> {
  const notice = readNotice(visit, query);
  return {
    ...(query.other === 'yes' ? { other: 'yes' } : {}),
    ...(notice === undefined ? {} : noticeQuery(visit, notice)),
  };
}

export function readError(visit: Signer & Pick<Visit, 'isBound' | 'texts'>, query: Fields): string | undefined {
  const message = readMessage(visit, query);
  return message && sentence(visit.texts, message);
}

export function readMessage(visit: Signer & Pick<Visit, 'isBound'>, query: Fields): Message | undefined {
  const notice = readNotice(visit, query);
  return notice !== undefined && 'error' in notice ? notice : undefined;
}

export function sentence(texts: Texts, message: Message): string {
  return 'ms' in message ? texts.errors[message.error](message.ms) : texts.errors[message.error];
}

function signatureOf({ session, secret }: Signer, { error, ms, added, removed, handle, did }: Fields): string {
  return browserMac(secret, 'notice', [session.id, error, ms, added, removed, handle, did]);
}
