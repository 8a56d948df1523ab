import type { UserKey } from '../../core/directory/user.ts';
import type { Credentials } from '../../core/ports/credentials.ts';
import type { SettingsSource } from '../../core/ports/settings-source.ts';
import type { Users } from '../../core/ports/users.ts';
import { type ApproveBypassCodeDependencies, approveBypassCode } from '../../core/recovery/approve-bypass-code.ts';
import type { BypassCode } from '../../core/recovery/bypass-code.ts';
import type { BypassNote } from '../../core/recovery/bypass-note.ts';
import {
  type GiveBypassCodeDependencies,
  type GivenBypassCode,
  giveBypassCode,
} from '../../core/recovery/give-bypass-code.ts';
import type { Settings } from '../../core/settings/resolve.ts';
import { retryAfterSeconds } from '../../core/verify/verify.ts';
import { type AskedUser, administeredUser, helpedOther, helpedUser } from '../../http/administered-user.ts';
import { ApiError } from '../../http/api-error.ts';
import { byRoute } from '../../http/by-route.ts';
import type { CallerDependencies } from '../../http/callers.ts';
import { logFailedNotices } from '../../http/log-failed-notices.ts';
import { ok, type Reply, refused } from '../../http/reply.ts';
import { type ApiHandler, type Request, type ServeDependencies, serve } from '../../http/serve.ts';
import { settingsOfDomain } from '../../http/settings-of-domain.ts';
import { approval, collection } from './contract.ts';

interface BypassCodesDependencies
  extends Omit<GiveBypassCodeDependencies, 'notes' | 'credentials'>,
    Omit<ApproveBypassCodeDependencies, 'users' | 'credentials' | 'notes'>,
    ServeDependencies {
  readonly clock: ServeDependencies['clock'];
  readonly users: Pick<Users, 'load' | 'findAccount'>;
  readonly credentials: Pick<
    Credentials,
    'putBypassCode' | 'replaceLeftover' | 'approveBypassCode' | 'removeBypassCode'
  >;
  readonly notes: GiveBypassCodeDependencies['notes'] & ApproveBypassCodeDependencies['notes'];
  readonly settings: SettingsSource;
  readonly callers: CallerDependencies;
}

/** Edge of the codes that a help desk gives out: made, looked at, agreed to by a second person, ended. */
export function bypassCodesHandler(deps: BypassCodesDependencies): ApiHandler {
  return byRoute({
    [collection.path]: serve(collection, deps, {
      GET: async (asked) => {
        const user = await administeredUser(deps, asked);
        return ok({ bypassCodes: await codesOf(deps, await settingsOfDomain(deps.settings, user.domain), user) });
      },
      POST: (asked) => make(deps, asked),
      DELETE: async (asked): Promise<Reply> => {
        const user = await helpedUser(deps, asked);
        const { account, credential } = await deps.users.load(user);
        if (account === undefined) return refused('problem', 'USER_UNKNOWN');
        const removed = await deps.credentials.removeBypassCode(user);
        if (removed === 'blocked') return refused('problem', 'BYPASS_CODE_UNKNOWN');
        return { status: 204, changed: { codeId: credential?.bypass?.id } };
      },
    }),
    [approval.path]: serve(approval, deps, { POST: (asked) => approve(deps, asked) }),
  });
}

async function make(deps: BypassCodesDependencies, asked: Request<typeof collection.operations.POST>): Promise<Reply> {
  const user = await helpedOther(deps, asked);
  const settings = await settingsOfDomain(deps.settings, user.domain);
  const given = await giveBypassCode(deps, settings, user, { ...asked.body, madeBy: asked.caller.user });
  if (given.kind !== 'given') return notGiven(given, deps.clock());
  logFailedNotices(deps.log, given.outcomes);
  const { code, kept, note } = given;
  const { codeId, usesLeft, expiresAt, approved, ...rest } = view(settings, kept, note, deps.clock());
  const changed = { codeId, uses: usesLeft, expiresAt, approved };
  return { status: 201, body: { code: code.reveal(), codeId, usesLeft, expiresAt, approved, ...rest }, changed };
}

function notGiven(given: Exclude<GivenBypassCode, { kind: 'given' }>, nowMs: number): Reply {
  if (given.kind === 'over') {
    const expected = `at most ${given.max} (${given.setting})`;
    return refused('problem', 'FIELD_INVALID', { faults: [{ field: given.field, expected }] });
  }
  const retry = 'untilMs' in given ? { retryAfterSeconds: retryAfterSeconds(given.untilMs, nowMs) } : {};
  return refused('problem', given.reason, retry);
}

async function approve(deps: BypassCodesDependencies, asked: AskedUser): Promise<Reply> {
  const user = await helpedOther(deps, asked);
  const settings = await settingsOfDomain(deps.settings, user.domain);
  const id = asked.path.codeId ?? '';
  const approved = await approveBypassCode(deps, settings, user, { id, by: asked.caller.user });
  if (approved.kind === 'refused') return refused('problem', approved.reason);
  const { kept, note } = approved;
  return { ...ok(view(settings, kept, note, deps.clock())), changed: { codeId: id, madeBy: nameOf(note.madeBy) } };
}

async function codesOf(
  { users, notes, clock }: Pick<BypassCodesDependencies, 'users' | 'notes' | 'clock'>,
  settings: Settings,
  user: UserKey,
): Promise<readonly object[]> {
  const { account, credential } = await users.load(user);
  if (account === undefined) throw new ApiError('USER_UNKNOWN');
  const kept = credential?.bypass;
  const note = kept && (await notes.find(user, kept.id));
  // Of one whose time is long over nothing is known any more.
  return kept === undefined || note === undefined ? [] : [view(settings, kept, note, clock())];
}

function view(settings: Settings, kept: BypassCode, note: BypassNote, nowMs: number) {
  const { id, usesLeft, isApproved, expiresAtMs } = kept;
  const { reason, madeBy, madeAtMs, approvedBy, approvedAtMs } = note;
  return {
    codeId: id,
    reason,
    madeBy: nameOf(madeBy),
    madeAt: instant(madeAtMs),
    expiresAt: instant(expiresAtMs),
    usesLeft,
    approved: isApproved,
    ...(isApproved && approvedBy !== undefined ? { approvedBy: nameOf(approvedBy) } : {}),
    ...(isApproved && approvedAtMs !== undefined ? { approvedAt: instant(approvedAtMs) } : {}),
    usable: settings.BypassCodes_Enabled && isApproved && usesLeft > 0 && nowMs < expiresAtMs,
  };
}

function nameOf({ domain, userId }: UserKey): string {
  return `${domain}/${userId}`;
}

function instant(atMs: number): string {
  return new Date(atMs).toISOString();
}
