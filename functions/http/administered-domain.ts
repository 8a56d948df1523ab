import { ApiError } from './api-error.ts';
import type { Caller } from './callers.ts';
import { DomainField } from './fields.ts';

/** The domain that an administrator works on: his own, or any for those of the default domain. */
export function administeredDomain(
  { defaultDomain }: { defaultDomain: string },
  caller: Caller,
  named: string | undefined,
): string {
  const domain = DomainField.safeParse(named);
  if (!domain.success) throw new ApiError('DOMAIN_UNKNOWN');
  const own = caller.user.domain;
  if (domain.data !== own && own !== defaultDomain) throw new ApiError('ADMINISTRATOR_ONLY');
  return domain.data;
}
