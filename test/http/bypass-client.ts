import { dynamodbCredentials } from '../../functions/adapters/dynamodb/credentials.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import { scryptSlowHash } from '../../functions/adapters/passwords/scrypt.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';
import { type DomainSettings, resolveSettings } from '../../functions/core/settings/resolve.ts';
import { bypassProof } from '../../functions/core/verify/bypass-proof.ts';
import { verify } from '../../functions/core/verify/verify.ts';
import { ADMIN, type Answer, type CallOptions, type OtpClient } from './client.ts';

export const bypassCodesOf = (userId: string) => `/mfa/v1/users/${encodeURIComponent(userId)}/bypass-codes`;

/** What a help desk person does for a user. */
export function makeBypassCode(
  client: OtpClient,
  userId: string,
  { body = {}, query = '', ...options }: CallOptions & { readonly body?: object; readonly query?: string } = {},
): Promise<Answer> {
  const asked = { reason: 'Called from the number in his file', ...body };
  return client.call('POST', `${bypassCodesOf(userId)}${query}`, { as: ADMIN, ...options, body: asked });
}

/** What comes of a code that somebody enters for this user, whatever page he enters it on. */
export async function enterBypassCode(
  userId: string,
  code: string,
  settings: DomainSettings = {},
  domain = 'DefaultDomain',
): Promise<string> {
  const table = openTable('sekisho');
  const credentials = dynamodbCredentials(table);
  const deps = { clock: Date.now, users: dynamodbUsers(table), credentials, slowHash: scryptSlowHash };
  const verdict = await verify(
    deps,
    { domain, userId },
    resolveSettings(settings),
    bypassProof(deps, new Secret(code)),
  );
  return verdict.kind === 'rejected' ? verdict.reason : verdict.kind;
}
