import { isSameUser, type UserKey } from '../directory/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Links } from '../ports/links.ts';
import type { UserRecord, Users } from '../ports/users.ts';
import { type AnnounceLinkDependencies, announceLink } from './announce-link.ts';
import { counts, type Link, MAX_LINKS, mayBeLinked } from './link.ts';

export interface LinkDependencies extends AnnounceLinkDependencies {
  readonly clock: Clock;
  readonly users: Pick<Users, 'load'>;
  readonly links: Links;
  readonly credentials: Pick<Credentials, 'endReset'>;
}

export type LinkOutcome =
  | { readonly kind: 'linked' | 'unlinked'; readonly notices: readonly DeliveryOutcome[] }
  | {
      readonly kind: 'refused';
      readonly reason: 'USER_UNKNOWN' | 'LINK_NOT_ALLOWED' | 'LINK_LIMIT_REACHED' | 'LINK_UNKNOWN';
    };

type Pair = readonly [UserKey, UserKey];

/**
 * Links two accounts of one person in two domains, and tells both. Each side is a write of its own: where the second one
 * fails there is no link, and the same call again makes it whole.
 */
export async function linkAccounts(deps: LinkDependencies, [one, other]: Pair, by: Link['by']): Promise<LinkOutcome> {
  if (one.domain === other.domain) return refusal('LINK_NOT_ALLOWED');
  const [ofOne, ofOther] = await Promise.all([deps.users.load(one), deps.users.load(other)]);
  if (ofOne.account === undefined || ofOther.account === undefined) return refusal('USER_UNKNOWN');
  const [generation, otherGeneration] = [ofOne.account.generation, ofOther.account.generation];
  const isAllowed = mayBeLinked(ofOne.account) && mayBeLinked(ofOther.account);
  if (!isAllowed || generation === undefined || otherGeneration === undefined) return refusal('LINK_NOT_ALLOWED');
  const standing = linkTo(ofOne, other);
  if (standing !== undefined && counts(one, ofOne.account, standing, ofOther)) return { kind: 'linked', notices: [] };
  if (isFull(ofOne, other) || isFull(ofOther, one)) return refusal('LINK_LIMIT_REACHED');
  const linkedAtMs = deps.clock();
  await deps.links.put(other, { to: one, generation: otherGeneration, otherGeneration: generation, linkedAtMs, by });
  await deps.links.put(one, { to: other, generation, otherGeneration, linkedAtMs, by });
  return { kind: 'linked', notices: await tellBoth(deps, [one, other], [ofOne, ofOther], 'linked') };
}

/** Ends what stands between two accounts, also where it counts no more: one of them may be gone, or somebody else's. */
export async function unlinkAccounts(deps: LinkDependencies, [one, other]: Pair): Promise<LinkOutcome> {
  const [ofOne, ofOther] = await Promise.all([deps.users.load(one), deps.users.load(other)]);
  const stands = linkTo(ofOne, other) !== undefined || linkTo(ofOther, one) !== undefined;
  if (!stands) return refusal('LINK_UNKNOWN');
  // One side gone is the link gone.
  await deps.links.remove(one, other);
  await deps.links.remove(other, one);
  await Promise.all([endHelp(deps, one, ofOne), endHelp(deps, other, ofOther)]);
  return { kind: 'unlinked', notices: await tellBoth(deps, [one, other], [ofOne, ofOther], 'unlinked') };
}

/** What a proof has opened ends with the link that it came by. */
async function endHelp({ credentials }: LinkDependencies, user: UserKey, { credential }: UserRecord): Promise<void> {
  if (credential?.reset?.by === 'linked-account') await credentials.endReset(user, credential.reset);
}

function linkTo({ links = [] }: UserRecord, user: UserKey): Link | undefined {
  return links.find(({ to }) => isSameUser(to, user));
}

function isFull({ links = [] }: UserRecord, except: UserKey): boolean {
  return links.filter(({ to }) => !isSameUser(to, except)).length >= MAX_LINKS;
}

async function tellBoth(
  deps: LinkDependencies,
  [one, other]: Pair,
  [ofOne, ofOther]: readonly [UserRecord, UserRecord],
  event: 'linked' | 'unlinked',
): Promise<readonly DeliveryOutcome[]> {
  const told = await Promise.all([
    announceLink(deps, { user: one, account: ofOne.account }, other, event),
    announceLink(deps, { user: other, account: ofOther.account }, one, event),
  ]);
  return told.flat();
}

function refusal(reason: Extract<LinkOutcome, { kind: 'refused' }>['reason']): LinkOutcome {
  return { kind: 'refused', reason };
}
