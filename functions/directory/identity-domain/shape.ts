import type * as z from 'zod';
import {
  type DomainChange,
  type IdentityDomain,
  TOKEN_TYPES,
  type TokenSettings,
  type TokenType,
} from '../../core/identity-domains/identity-domain.ts';
import type { ChangedDomain } from './contract.ts';

type Fields = Omit<z.output<typeof ChangedDomain>, 'name'>;

/** OAM writes the settings of tokens as a list; here they are a map, in which no type can stand twice. */
export function changeOf({ tokenSettings, ...fields }: Fields): DomainChange {
  const given: DomainChange = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  if (tokenSettings === undefined) return given;
  const byType = tokenSettings.map(({ tokenType, ...settings }): [TokenType, TokenSettings] => [tokenType, settings]);
  return { ...given, tokenSettings: Object.fromEntries(byType) };
}

export function tokenSettingsList(domain: IdentityDomain): readonly object[] {
  return TOKEN_TYPES.map((tokenType) => ({ tokenType, ...domain.tokenSettings[tokenType] }));
}
