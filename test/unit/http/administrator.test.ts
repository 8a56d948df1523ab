import { expect, it, vi } from 'vitest';
import { DOMAIN_DEFAULTS, type IdentityDomain } from '../../../functions/core/identity-domains/identity-domain.ts';
import type { CallerDependencies } from '../../../functions/http/callers.ts';
import { identifyCaller } from '../../../functions/http/identify-caller.ts';

const DOMAIN: IdentityDomain = {
  ...DOMAIN_DEFAULTS,
  name: 'DefaultDomain',
  id: '0',
  trustedIssuers: [{ issuer: 'https://login.example', audience: 'sekisho', userClaim: 'sub' }],
};

it('a token of an administrator is judged as if the domain trusted no other issuer', async () => {
  const verify = vi.fn(async () => undefined);
  const nobody = async () => {
    throw new Error('no password came');
  };
  const deps: CallerDependencies = {
    authenticateClient: nobody,
    authenticatePerson: nobody,
    clientQuota: nobody,
    clock: () => 0,
    accessTokens: { verify },
    administrators: { prove: nobody, findAccount: async () => undefined },
    domains: { find: async () => DOMAIN },
    defaultDomain: DOMAIN.name,
  };
  const evidence = { headers: { authorization: 'Bearer x.y.z' }, query: {}, sourceAddress: '192.0.2.1' };
  const operation = { caller: 'administrator', groups: ['Administrators'] } as const;
  await expect(identifyCaller(deps, operation, evidence)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  expect(verify).toHaveBeenCalledWith(expect.anything(), { ...DOMAIN, trustedIssuers: [] });
});
