import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Account, UserKey } from '../../core/identity/user.ts';
import type { UserRecord, Users } from '../../core/ports.ts';
import { Secret } from '../../core/secrets/secret.ts';
import { type CredentialItem, decodeCredential } from './credential-item.ts';
import type { ProfileItem } from './profile-item.ts';
import { CREDENTIAL, DEVICE_PREFIX, PROFILE, type Table, userPartition } from './table.ts';

/** The directory in the table: profile and credential stand in one partition, so one Query reads both. */
export function dynamodbUsers(table: Table): Users {
  return {
    async load(user: UserKey): Promise<UserRecord> {
      const { Items = [] } = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: { ':pk': userPartition(user), ':first': CREDENTIAL, ':last': PROFILE },
          ConsistentRead: true,
        }),
      );
      const profile = Items.find((item) => item.sk === PROFILE && item.deletedAt === undefined);
      const credential = Items.find((item) => item.sk === CREDENTIAL && item.deletedAt === undefined);
      const devices = Items.filter((item) => String(item.sk).startsWith(DEVICE_PREFIX));
      const hasDevice = devices.length > 0;
      return {
        hasDevice,
        ...(hasDevice ? { deviceSinceMs: Math.min(...devices.map((item) => Number(item.createdAt))) } : {}),
        ...(profile === undefined ? {} : { account: decodeProfile(profile as unknown as ProfileItem) }),
        ...(credential === undefined ? {} : { credential: decodeCredential(credential as unknown as CredentialItem) }),
      };
    },

    async findAccount(user: UserKey): Promise<Account | undefined> {
      const { Item } = await table.client.send(
        new GetCommand({ TableName: table.name, Key: { pk: userPartition(user), sk: PROFILE }, ConsistentRead: true }),
      );
      return Item === undefined || Item.deletedAt !== undefined
        ? undefined
        : decodeProfile(Item as unknown as ProfileItem);
    },

    hasLeft: async () => false,
  };
}

function decodeProfile(item: ProfileItem): Account {
  return {
    userId: item.userId,
    groups: item.groups ?? [],
    language: item.language ?? 'en',
    attributes: item.attributes ?? {},
    ...(item.passwordSetAt === undefined ? {} : { passwordSetAtMs: item.passwordSetAt }),
    ...(item.generation === undefined ? {} : { generation: item.generation }),
    ...(item.notBefore === undefined ? {} : { notBefore: String(item.notBefore) }),
    ...(item.passwordHash === undefined ? {} : { passwordHash: new Secret(item.passwordHash) }),
  };
}
