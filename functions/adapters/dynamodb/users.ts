import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { isOwn } from '../../core/directory/epoch.ts';
import type { Account, UserKey } from '../../core/directory/user.ts';
import type { Belongings, Users } from '../../core/ports/users.ts';
import { Secret } from '../../core/secrets/secret.ts';
import { type CredentialItem, decodeCredential } from './credential-item.ts';
import { decodeLink, type LinkItem } from './link-item.ts';
import { decodePasskey, type PasskeyItem } from './passkey-item.ts';
import type { ProfileItem } from './profile-item.ts';
import {
  CREDENTIAL,
  DEVICE_PREFIX,
  EPOCH,
  LINK_PREFIX,
  PASSKEY_PREFIX,
  PROFILE,
  type Table,
  userPartition,
} from './table.ts';

type Item = Readonly<Record<string, unknown>>;

/** Of a user of an outside directory: what stands here. */
export interface UserBelongings {
  belongings(user: UserKey): Promise<Belongings>;
  /** The part of his epoch that stands here; compared for equality alone. */
  signedOutAt(user: UserKey): Promise<string | undefined>;
}

/** The directory in the table: profile, devices, passkeys and credential stand in one partition, so one Query reads them. */
export function dynamodbUsers(table: Table): Users & UserBelongings {
  const get = async (user: UserKey, sk: string): Promise<Item | undefined> =>
    (
      await table.client.send(
        new GetCommand({ TableName: table.name, Key: { pk: userPartition(user), sk }, ConsistentRead: true }),
      )
    ).Item;

  return {
    async load(user) {
      const items = await partitionOf(table, user);
      const profile = items.find(({ sk }) => sk === PROFILE);
      const account = profile && decodeProfile(profile as unknown as ProfileItem);
      return account === undefined ? {} : { account, ...belongingsOf(items).of(account) };
    },

    async findAccount(user) {
      const item = await get(user, PROFILE);
      return item === undefined ? undefined : decodeProfile(item as unknown as ProfileItem);
    },

    presence: async () => ({ kind: 'unasked' }),

    belongings: async (user) => belongingsOf(await partitionOf(table, user)),

    signedOutAt: async (user) => textOf((await get(user, EPOCH))?.notBefore),
  };
}

/** As many pages as there are: the profile comes last, and must not be cut off by what stands before it. */
async function partitionOf(table: Table, user: UserKey): Promise<Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':pk': userPartition(user), ':first': CREDENTIAL, ':last': PROFILE },
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

function belongingsOf(items: readonly Item[]): Belongings {
  const credential = items.find(({ sk }) => sk === CREDENTIAL) as CredentialItem | undefined;
  // What a reset has ended stands until it is swept away; that may have been cut off.
  const { since = 0 } = credential ?? {};
  const standing = items.filter(({ createdAt }) => !(Number(createdAt) < since));
  const devices = standing.filter(({ sk }) => String(sk).startsWith(DEVICE_PREFIX));
  const passkeys = standing
    .filter(({ sk }) => String(sk).startsWith(PASSKEY_PREFIX))
    .map((item) => decodePasskey(item as unknown as PasskeyItem));
  const links = items
    .filter(({ sk }) => String(sk).startsWith(LINK_PREFIX))
    .map((item) => decodeLink(item as unknown as LinkItem));
  const signedOutAt = textOf(items.find(({ sk }) => sk === EPOCH)?.notBefore);
  return {
    of(person) {
      return {
        hasDevice: devices.some(({ g }) => isOwn(person, textOf(g))),
        devicesAtHand: devices
          .filter(({ g, lostAt }) => lostAt === undefined && isOwn(person, textOf(g)))
          .map(({ deviceId }) => String(deviceId)),
        passkeys: passkeys.filter(({ generation }) => isOwn(person, generation)),
        links: links.filter(({ generation }) => isOwn(person, generation)),
        ...(credential === undefined ? {} : credentialOf(credential, isOwn(person, credential.g))),
      };
    },
    ...(signedOutAt === undefined ? {} : { signedOutAt }),
    ...(credential?.g === undefined ? {} : { generation: credential.g }),
  };
}

/** A tombstone is nobody's credential, even where its person seems to have come back. */
function credentialOf(item: CredentialItem, own: boolean) {
  if (own && item.deletedAt === undefined) return { credential: decodeCredential(item) };
  return { leftover: item.g === undefined ? {} : { generation: item.g } };
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** Undefined for a user who is being removed. */
function decodeProfile(item: ProfileItem): Account | undefined {
  if (item.deletedAt !== undefined) return undefined;
  return {
    userId: item.userId,
    groups: item.groups ?? [],
    language: item.language ?? 'en',
    attributes: item.attributes ?? {},
    ...(item.unproven === undefined ? {} : { unproven: Object.keys(item.unproven) }),
    ...(item.passwordSetAt === undefined ? {} : { passwordSetAtMs: item.passwordSetAt }),
    ...(item.generation === undefined ? {} : { generation: item.generation }),
    ...(item.notBefore === undefined ? {} : { notBefore: String(item.notBefore) }),
    ...(item.passwordHash === undefined ? {} : { passwordHash: new Secret(item.passwordHash) }),
    ...previousPasswordOf(item),
  };
}

function previousPasswordOf({ previousHash, previousUntil }: ProfileItem): Pick<Account, 'previousPassword'> {
  if (previousHash === undefined || previousUntil === undefined) return {};
  return { previousPassword: { hash: new Secret(previousHash), untilMs: previousUntil } };
}
