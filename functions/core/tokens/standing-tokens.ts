import { epochOf } from '../directory/epoch.ts';
import { standingOf } from '../directory/standing.ts';
import type { Clock } from '../ports/clock.ts';
import type { SettingsSource } from '../ports/settings-source.ts';
import type { AccessTokens, VerifiedToken } from '../ports/tokens.ts';
import type { UserRecord, Users } from '../ports/users.ts';
import { resolveSettings } from '../settings/resolve.ts';

interface StandingTokensDependencies {
  readonly clock: Clock;
  readonly users: Pick<Users, 'load'>;
  readonly settings: SettingsSource;
}

/** Reads what a token says, by its signature, times, issuer and audience alone. */
export type TokenReader = AccessTokens['verify'];

/**
 * A token counts only as long as its user stands: he is there, the same, not signed out since, and not locked. Asked at
 * every use, because a token that was handed out cannot be called back.
 */
export function standingTokens(read: TokenReader, deps: StandingTokensDependencies): AccessTokens {
  return {
    async verify(token, domain) {
      const verified = await read(token, domain);
      const stored = verified && (await deps.settings.forDomain(domain.name));
      if (verified === undefined || stored === undefined) return undefined;
      const record = await deps.users.load(verified.user);
      const standing = standingOf(record, resolveSettings(stored), epochFor(verified, record), deps.clock());
      switch (standing.kind) {
        case 'stands':
          return verified;
        case 'locked':
          // A client proves no factor: what strangers do to the counters of its name is nothing to its tokens.
          return verified.isOfPerson ? undefined : verified;
        case 'gone':
          // Whether an outside issuer's user is one of ours is for the operation to say.
          return verified.epoch === undefined && record.account === undefined ? verified : undefined;
        default:
          return standing satisfies never;
      }
    },
  };
}

/** Outside issuers know nothing of epochs: their tokens end by themselves. */
function epochFor({ epoch }: VerifiedToken, { account }: UserRecord) {
  return epoch ?? (account && epochOf(account));
}
