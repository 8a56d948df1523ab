import { about } from '../audit/record.ts';
import type { UserKey } from '../directory/user.ts';
import { type AnnounceDependencies, announceChange } from '../notices/announce-change.ts';
import type { Audit } from '../ports/audit.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { Passkeys } from '../ports/passkeys.ts';
import type { Users } from '../ports/users.ts';
import type { Settings } from '../settings/resolve.ts';
import { type PasskeyProofDependencies, type PasskeyProofInput, passkeyProof } from '../verify/passkey-proof.ts';
import { type Verdict, type VerifyDependencies, verify } from '../verify/verify.ts';

export interface ProvePasskeyDependencies extends VerifyDependencies, PasskeyProofDependencies, AnnounceDependencies {
  readonly clock: VerifyDependencies['clock'];
  readonly users: Users;
  readonly credentials: VerifyDependencies['credentials'];
  readonly audit: Pick<Audit, 'note'>;
  readonly passkeys: PasskeyProofDependencies['passkeys'] & Pick<Passkeys, 'beginTelling'>;
}

interface ProvenPasskey {
  readonly verdict: Verdict;
  readonly notices: readonly DeliveryOutcome[];
}

/** The answer of a passkey, wherever it comes from. What changed without the person is told to him and recorded. */
export async function provePasskey(
  deps: ProvePasskeyDependencies,
  settings: Settings,
  user: UserKey,
  input: PasskeyProofInput,
): Promise<ProvenPasskey> {
  const verdict = await verify(deps, user, settings, passkeyProof(deps, input));
  const change = changeOf(verdict);
  return { verdict, notices: change === undefined ? [] : await tell(deps, settings, user, input, change) };
}

/** What the person did not do and is to know. */
const TOLD = { copied: 'passkey-copy-suspected', synced: 'passkey-became-synced' } as const;
type Change = keyof typeof TOLD;

/** Whoever has the key can answer as often as he likes, its owner too: no budget of messages would be left otherwise. */
const TELL_AGAIN_MS = 24 * 60 * 60 * 1000;

function changeOf(verdict: Verdict): Change | undefined {
  if (verdict.kind === 'rejected') return verdict.reason === 'PASSKEY_COUNTER_REGRESSED' ? 'copied' : undefined;
  return verdict.kind === 'accepted' && verdict.passkey?.becameSynced === true ? 'synced' : undefined;
}

async function tell(
  deps: ProvePasskeyDependencies,
  settings: Settings,
  user: UserKey,
  { answer }: PasskeyProofInput,
  change: Change,
): Promise<readonly DeliveryOutcome[]> {
  const { account, passkeys = [] } = await deps.users.load(user);
  const passkey = passkeys.find(({ credentialId }) => credentialId === answer.credentialId);
  if (account === undefined || passkey === undefined) return [];
  const nowMs = deps.clock();
  const telling = { of: change, nowMs, sinceMs: nowMs - TELL_AGAIN_MS };
  await deps.audit.note({ ...about(user, TOLD[change]), changed: { passkeyId: passkey.id } });
  if ((await deps.passkeys.beginTelling(user, passkey, telling)) === 'told') return [];
  const named = { domain: user.domain, name: passkey.name };
  // A copied key is an attack that may be under way (WebAuthn Level 3 section 6.1.1): all addresses are told.
  const toAll = change === 'copied';
  return announceChange(deps, settings, account, { change, factor: 'passkey', ...named, toAll });
}
