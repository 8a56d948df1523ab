import { hide, type SeenHere, showAgain, worked } from '../../../core/journey/browser-memory.ts';
import { METHODS } from '../../../core/verify/credential.ts';
import type { Reply } from '../../../http/reply.ts';
import { leadTo } from '../notice.ts';
import type { ActingVisit, Visit } from '../visit.ts';

/**
 * "Not on this device": a method goes from the first page of this browser, or comes back. That is all that a person can
 * do to a method without a proof, and it stands in a cookie: a stolen password changes what its thief is shown.
 */
export async function hideOrShow(visit: ActingVisit, wish: 'hide' | 'show', named: string | undefined): Promise<Reply> {
  const method = METHODS.find((one) => one === named);
  if (method === undefined) return leadTo(visit);
  const offered = (await visit.offers()).map((offer) => offer.method);
  return learning(visit, leadTo(visit), (seen) =>
    wish === 'hide' ? hide(seen, method, offered) : showAgain(seen, method),
  );
}

/** Where a method has proven the person the browser keeps which one it was, to offer it first next time. */
export async function keepWhatWorked(visit: Visit, step: string, reply: Reply): Promise<Reply> {
  const method = METHODS.find((one) => one === step);
  if (method === undefined || reply.counts !== 'Accepted') return reply;
  return learning(visit, reply, (seen) => worked(seen, method));
}

async function learning(
  { browser }: Visit,
  reply: Reply,
  change: (seen: SeenHere) => SeenHere | undefined,
): Promise<Reply> {
  const cookie = await browser.learn(change);
  return cookie === undefined ? reply : { ...reply, cookies: [...(reply.cookies ?? []), cookie] };
}
