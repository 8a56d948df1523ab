import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ProfileItem } from '../../functions/adapters/dynamodb/profile-item.ts';
import { openTable, PROFILE, userPartition } from '../../functions/adapters/dynamodb/table.ts';
import { hashPassword } from '../../functions/adapters/passwords/scrypt.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';

/** Settings as they are where nobody has set one. */
export const PRESET = { forDomain: async () => ({}) };

/** One for each password, since making one takes long on purpose. */
const hashes = new Map<string, Promise<string>>();

/** Writes a user into the directory of the running local service. */
export async function putUser(profile: ProfileItem, password: string, domain = 'DefaultDomain'): Promise<void> {
  const hash = hashes.get(password) ?? hashPassword(new Secret(password));
  hashes.set(password, hash);
  await putProfile({ ...profile, passwordHash: await hash }, domain);
}

/** A user who has no password here; hashing one for each of many would take longer than the test. */
export async function putProfile(profile: ProfileItem, domain = 'DefaultDomain'): Promise<void> {
  const table = openTable(process.env.TABLE_NAME ?? 'sekisho');
  const key = { pk: userPartition({ domain, userId: profile.userId }), sk: PROFILE };
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...key, ...profile } }));
}
