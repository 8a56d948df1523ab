import { assertNever } from '../../core/assert-never.ts';
import { type AuditKind, about } from '../../core/audit/record.ts';
import { isSameUser, type UserKey } from '../../core/directory/user.ts';
import { displayNameOf } from '../../core/identity-domains/shown-domain.ts';
import { factorsOf } from '../../core/journey/offers.ts';
import type { Link } from '../../core/links/link.ts';
import {
  type LinkDependencies,
  type LinkOutcome,
  linkAccounts,
  unlinkAccounts,
} from '../../core/links/link-accounts.ts';
import { type LinkedAccount, linkedAccounts } from '../../core/links/linked-accounts.ts';
import type { Audit } from '../../core/ports/audit.ts';
import type { Devices } from '../../core/ports/push.ts';
import { resolveSettings } from '../../core/settings/resolve.ts';
import { administeredDomain } from '../../http/administered-domain.ts';
import { type AskedUser, administeredUser } from '../../http/administered-user.ts';
import { ApiError } from '../../http/api-error.ts';
import { requireReason } from '../../http/audited.ts';
import type { CallerDependencies } from '../../http/callers.ts';
import { DomainField, UserIdField } from '../../http/fields.ts';
import { logFailedNotices } from '../../http/log-failed-notices.ts';
import { ok, type Reply, refused } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { links } from './links-contract.ts';

export interface LinksHandlerDependencies extends LinkDependencies, ServeDependencies {
  readonly clock: LinkDependencies['clock'];
  readonly audit: Audit;
  readonly callers: CallerDependencies;
  readonly devices: Pick<Devices, 'list'>;
  readonly rpId: string;
}

/** Edge of links: which accounts of other domains are the same person's. */
export function linksHandler(deps: LinksHandlerDependencies): ApiHandler {
  return serve(links, deps, {
    GET: async (asked) => ok({ links: await listed(deps, asked, await administeredUser(deps, asked)) }),
    PUT: async ({ body, ...asked }): Promise<Reply> => {
      const user = await administeredUser(deps, asked);
      const domain = administeredDomain(deps.callers, asked.caller, body.domain);
      if ((await deps.domains.find(domain)) === undefined) throw new ApiError('DOMAIN_UNKNOWN');
      requireReason();
      const other = { domain, userId: body.userId };
      return recorded(deps, 'accounts-linked', [user, other], () => linkAccounts(deps, [user, other], 'administrator'));
    },
    DELETE: async (asked): Promise<Reply> => {
      const user = await administeredUser(deps, asked);
      const other = linkedUser(asked);
      requireReason();
      return recorded(deps, 'accounts-unlinked', [user, other], () => unlinkAccounts(deps, [user, other]));
    },
  });
}

/** The call is in the chain of the one account already; this is for that of the other one. */
async function recorded(
  deps: LinksHandlerDependencies,
  kind: AuditKind,
  [user, other]: readonly [UserKey, UserKey],
  change: () => Promise<LinkOutcome>,
): Promise<Reply> {
  const nameOf = ({ domain, userId }: UserKey) => ({ linkedDomain: domain, linkedUserId: userId });
  const outcome = await deps.audit.around({ ...about(other, kind), changed: nameOf(user) }, change, (result) =>
    result.kind === 'refused' ? { outcome: 'refused', code: result.reason } : { outcome: 'done' },
  );
  switch (outcome.kind) {
    case 'linked':
    case 'unlinked':
      logFailedNotices(deps.log, outcome.notices);
      return { status: 204, changed: nameOf(other) };
    case 'refused':
      return refused('problem', outcome.reason);
    default:
      return assertNever(outcome);
  }
}

function linkedUser({ query }: AskedUser): UserKey {
  const domain = DomainField.safeParse(query.linkedDomain);
  const userId = UserIdField.safeParse(query.linkedUserId);
  if (domain.success && userId.success) return { domain: domain.data, userId: userId.data };
  const faults = [
    ...(domain.success ? [] : [{ field: 'linkedDomain', expected: 'the identity domain of the other account' }]),
    ...(userId.success ? [] : [{ field: 'linkedUserId', expected: 'the name of the other account' }]),
  ];
  throw new ApiError('FIELD_INVALID', { faults });
}

async function listed(deps: LinksHandlerDependencies, { caller }: AskedUser, user: UserKey): Promise<object[]> {
  const record = await deps.users.load(user);
  if (record.account === undefined) throw new ApiError('USER_UNKNOWN');
  const standing = await linkedAccounts(deps, user, record);
  const isChief = caller.user.domain === deps.callers.defaultDomain;
  const shown = (record.links ?? []).map(async (link) => {
    const counting = standing.find((one) => isSameUser(one.user, link.to));
    const mayLook = isChief || caller.user.domain === link.to.domain;
    return {
      ...(await shownLink(deps, link)),
      counts: counting !== undefined,
      ...(mayLook ? await details(deps, link, counting) : {}),
    };
  });
  return Promise.all(shown);
}

async function shownLink({ domains }: LinksHandlerDependencies, { to, linkedAtMs, by }: Link): Promise<object> {
  const domainName = await displayNameOf(domains, to.domain);
  const named = domainName === undefined ? {} : { domainName };
  return { domain: to.domain, ...named, linkedAt: new Date(linkedAtMs).toISOString(), by };
}

async function details(
  deps: LinksHandlerDependencies,
  { to }: Link,
  counting: LinkedAccount | undefined,
): Promise<object> {
  if (counting === undefined) return { userId: to.userId };
  const { record } = counting;
  const settings = resolveSettings((await deps.settings.forDomain(to.domain)) ?? {});
  const devices = await deps.devices.list(to, record.account);
  return { userId: to.userId, factors: factorsOf(settings, record, devices, deps.rpId) };
}
