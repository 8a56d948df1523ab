import { ownershipOf } from '../../../core/directory/epoch.ts';
import type { Credentials } from '../../../core/ports/credentials.ts';
import { METHODS } from '../../../core/verify/credential.ts';
import type { Reply } from '../../../http/reply.ts';
import { leadTo } from '../notice.ts';
import type { ActingVisit } from '../visit.ts';
import { mayEnrol } from './enrol.ts';

interface PreferDependencies {
  readonly credentials: Pick<Credentials, 'prefer'>;
}

/** What the person wants to be offered first, from the list of his methods; an empty choice is none. */
export async function prefer(
  { credentials }: PreferDependencies,
  visit: ActingVisit,
  named: string | undefined,
): Promise<Reply> {
  const method = named === '' ? 'none' : METHODS.find((one) => one === named);
  const isChoice = method === 'none' || (await visit.offers()).some((offer) => offer.method === method);
  const { account } = await visit.record();
  if (method === undefined || !isChoice || account === undefined) return leadTo(visit);
  if (visit.session.proven.length === 0 || !(await mayEnrol(visit))) return leadTo(visit);
  const stored = await credentials.prefer(visit.session.user, method, ownershipOf(account));
  return leadTo(visit, undefined, stored === 'stored' ? { did: 'preferred' } : { error: 'unavailable' });
}
