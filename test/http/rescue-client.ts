import { randomBytes } from 'node:crypto';
import { dynamodbCredentials } from '../../functions/adapters/dynamodb/credentials.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import { scryptSlowHash } from '../../functions/adapters/passwords/scrypt.ts';
import { ownershipOf } from '../../functions/core/directory/epoch.ts';
import { type BypassCode, makeBypassCode } from '../../functions/core/recovery/bypass-code.ts';
import { formatRecoveryCode, makeRecoverySet, type RecoverySet } from '../../functions/core/recovery/recovery-codes.ts';
import type { Credential } from '../../functions/core/verify/credential.ts';

const deps = { random: (size: number) => randomBytes(size), slowHash: scryptSlowHash };

const userOf = (userId: string) => ({ domain: 'DefaultDomain', userId });
const credentials = () => dynamodbCredentials(openTable('sekisho'));
const recordOf = (userId: string) => dynamodbUsers(openTable('sekisho')).load(userOf(userId));
const ownerOf = async (userId: string) => ownershipOf((await recordOf(userId)).account ?? {});

/** What stands of a user in the table. */
export async function credentialOf(userId: string): Promise<Credential | undefined> {
  return (await recordOf(userId)).credential;
}

/** A set that counts, as its owner has it: ten codes in groups of four. */
export async function giveRecoveryCodes(userId: string): Promise<{ codes: readonly string[]; set: RecoverySet }> {
  const { codes, set } = await makeRecoverySet(deps, Date.now());
  const before = (await credentialOf(userId))?.recovery?.salt;
  await credentials().putRecoverySet(userOf(userId), set, await ownerOf(userId), before);
  return { codes: codes.map(formatRecoveryCode), set };
}

/** A code of the help desk, as it is read out on the phone. */
export async function giveBypassCode(
  userId: string,
  terms: Partial<Pick<BypassCode, 'expiresAtMs' | 'usesLeft' | 'isApproved'>> = {},
): Promise<string> {
  const usual = { length: 10, expiresAtMs: Date.now() + 3_600_000, usesLeft: 1, isApproved: true };
  const { code, kept } = await makeBypassCode(deps, { ...usual, ...terms });
  await credentials().putBypassCode(userOf(userId), kept, await ownerOf(userId));
  return code.reveal();
}
