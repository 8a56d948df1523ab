import { DeleteCommand, GetCommand, QueryCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { UserKey } from '../../core/identity/user.ts';
import type { Directory } from '../../core/ports/directory.ts';
import { changeProfileUpdate, putProfileUpdate } from './change-profile.ts';
import { decodeStoredProfile, type ProfileItem, profileKey, USERS_INDEX } from './profile-item.ts';
import { PROFILE, type Table, unlessBlocked, userPartition } from './table.ts';

type Key = { readonly pk: string; readonly sk: string };

export function dynamodbDirectory(table: Table): Directory {
  const TableName = table.name;
  const update = (user: UserKey, input: Omit<UpdateCommandInput, 'TableName' | 'Key'>) =>
    unlessBlocked(table.client.send(new UpdateCommand({ TableName, Key: profileKey(user), ...input })));

  return {
    async find(user) {
      const read = new GetCommand({ TableName, Key: profileKey(user), ConsistentRead: true });
      const { Item } = await table.client.send(read);
      return Item === undefined ? undefined : decodeStoredProfile(Item as ProfileItem);
    },

    async put(user, profile, password) {
      const done = await update(user, putProfileUpdate(user, profile, password));
      if (done === 'blocked') throw new Error('a write without a condition was blocked');
      return decodeStoredProfile(done.Attributes as ProfileItem);
    },

    async change(user, change, password) {
      const input = changeProfileUpdate(change, password);
      let done = await update(user, input);
      // The user is unknown, or his item is of before there were paths to set.
      if (done === 'blocked' && (await givePaths(table, user))) done = await update(user, input);
      return done === 'blocked' ? undefined : decodeStoredProfile(done.Attributes as ProfileItem);
    },

    async list(domain, { after, limit }) {
      const start = after === undefined ? {} : { ExclusiveStartKey: startKey({ domain, userId: after }) };
      const { Items = [], LastEvaluatedKey } = await table.client.send(
        new QueryCommand({
          TableName,
          IndexName: USERS_INDEX,
          KeyConditionExpression: 'directory = :domain',
          ExpressionAttributeValues: { ':domain': domain },
          Limit: limit,
          ...start,
        }),
      );
      const users = Items.map((item) => decodeStoredProfile(item as ProfileItem));
      return { users, next: LastEvaluatedKey === undefined ? undefined : users.at(-1)?.userId };
    },

    async remove(user) {
      const keys = await keysOf(table, user);
      const last = keys.filter(({ sk }) => sk !== PROFILE);
      // Without the profile nobody can sign in, so what a broken call leaves behind opens nothing; the next one ends it.
      for (const group of [keys.filter(({ sk }) => sk === PROFILE), last]) {
        await Promise.all(group.map((Key) => table.client.send(new DeleteCommand({ TableName, Key }))));
      }
      return keys.length > 0;
    },

    async renewHash(user, old, renewed) {
      await update(user, {
        UpdateExpression: 'SET passwordHash = :renewed',
        ConditionExpression: 'passwordHash = :old',
        ExpressionAttributeValues: { ':old': old.reveal(), ':renewed': renewed.reveal() },
      });
    },
  };
}

/** Where a page goes on: a name is all that decides, so a cursor cannot lead into another domain. */
function startKey(user: UserKey): Record<string, string> {
  return { ...profileKey(user), directory: user.domain, userId: user.userId };
}

/** False when there is no such user. */
async function givePaths(table: Table, user: UserKey): Promise<boolean> {
  const write = new UpdateCommand({
    TableName: table.name,
    Key: profileKey(user),
    UpdateExpression:
      'SET attributes = if_not_exists(attributes, :none), verified = if_not_exists(verified, :none), directory = :domain',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':none': {}, ':domain': user.domain },
  });
  return (await unlessBlocked(table.client.send(write))) !== 'blocked';
}

async function keysOf(table: Table, user: UserKey): Promise<Key[]> {
  const keys: Key[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': userPartition(user) },
        ProjectionExpression: 'pk, sk',
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    keys.push(...(Items as Key[]));
    start = LastEvaluatedKey;
  } while (start !== undefined);
  return keys;
}
