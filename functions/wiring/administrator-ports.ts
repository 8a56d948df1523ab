import { joseAccessTokens } from '../adapters/jose/access-tokens.ts';
import { kmsTokenSigner } from '../adapters/kms/token-signer.ts';
import { proveAdministrator } from '../core/passwords/prove-administrator.ts';
import { resolveSettings } from '../core/settings/resolve.ts';
import { standingTokens } from '../core/tokens/standing-tokens.ts';
import { type KeyPorts, keyPorts } from './key-ports.ts';

interface AdministratorEnvironment {
  readonly TABLE_NAME: string;
  readonly DEFAULT_DOMAIN: string;
  readonly KEY_ARN: string;
  readonly SIGNING_KEY_ARNS: string;
  readonly PUBLIC_URL: string;
}

/** The table, and everything that checks the second factor of who administers. */
export function administratorPorts(env: AdministratorEnvironment): KeyPorts {
  const base = keyPorts(env);
  const signer = kmsTokenSigner({ keyArns: env.SIGNING_KEY_ARNS.split(',') });
  return {
    ...base,
    callers: {
      ...base.callers,
      accessTokens: standingTokens(joseAccessTokens({ signer, issuer: env.PUBLIC_URL, clock: base.clock }), base),
      administrators: {
        findAccount: base.users.findAccount,
        prove: async (user, code) => {
          const stored = await base.settings.forDomain(user.domain);
          if (stored === undefined) return { kind: 'not-proven', verdict: { kind: 'unknown-user' } };
          return proveAdministrator(base, resolveSettings(stored), user, code);
        },
      },
    },
  };
}
