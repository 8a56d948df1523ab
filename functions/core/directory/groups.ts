import { RIGHT_GROUPS } from '../applications/rights.ts';

/** The group of OAM whose members may call the OTP API. */
export const CLIENT_GROUP = 'OTPRestUserGroup';
/** The group whose members may ask for access tokens. */
export const OAUTH_CLIENT_GROUP = 'OAuthClients';
export const ADMINISTRATOR_GROUP = 'Administrators';
/** Help desks help users who are no administrators; auditors look and change nothing. The contracts say who may what. */
export const ADMINISTRATIVE_GROUPS = [ADMINISTRATOR_GROUP, 'HelpDesk', 'Auditors'] as const;
export type AdministrativeGroup = (typeof ADMINISTRATIVE_GROUPS)[number];

/** Whether somebody in these groups does anything for others. */
export function administers({ groups }: { readonly groups: readonly string[] }): boolean {
  return ADMINISTRATIVE_GROUPS.some((group) => groups.includes(group));
}

/** Whoever is in none of these is a person, not a client. */
export const CLIENT_GROUPS: readonly string[] = [CLIENT_GROUP, OAUTH_CLIENT_GROUP];
/** The groups that mean something here; of an outside directory no others are asked for. */
export const KNOWN_GROUPS: readonly string[] = [
  CLIENT_GROUP,
  OAUTH_CLIENT_GROUP,
  ...ADMINISTRATIVE_GROUPS,
  ...Object.values(RIGHT_GROUPS),
];
