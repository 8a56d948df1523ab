import { GetCommand, QueryCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { addressFields } from '../../core/directory/address-fields.ts';
import type { UserKey } from '../../core/directory/user.ts';
import type { Directory } from '../../core/ports/directory.ts';
import type { SettingsSource } from '../../core/ports/settings-source.ts';
import { changeProfileUpdate, newGeneration, putProfileUpdate } from './change-profile.ts';
import { decodeStoredProfile, type ProfileItem, profileKey, searchKeysOf, USERS_INDEX } from './profile-item.ts';
import { isTombstone, partsOf, removeUser } from './remove-user.ts';
import { PROFILE, type Table, unlessBlocked } from './table.ts';

/** Of a write that others were faster than. */
const MAX_ROUNDS = 3;

/** The settings say which attributes are addresses, by which users are found. */
export function dynamodbDirectory(table: Table, settings: SettingsSource): Directory {
  const TableName = table.name;
  const update = (user: UserKey, input: Omit<UpdateCommandInput, 'TableName' | 'Key'>) =>
    unlessBlocked(table.client.send(new UpdateCommand({ TableName, Key: profileKey(user), ...input })));

  return {
    async find(user) {
      const read = new GetCommand({ TableName, Key: profileKey(user), ConsistentRead: true });
      const { Item } = await table.client.send(read);
      return Item === undefined || Item.deletedAt !== undefined ? undefined : decodeStoredProfile(Item as ProfileItem);
    },

    async put(user, profile, password) {
      const keys = searchKeysOf(await addressFields(settings, user.domain), profile.attributes);
      for (let round = 0; round < MAX_ROUNDS; round++) {
        const parts = await partsOf(table, user);
        const stored = parts.find(({ sk }) => sk === PROFILE);
        const stands = stored !== undefined && stored.deletedAt === undefined;
        // What a broken removal left is gone before somebody else gets the name.
        if (!stands && parts.some((part) => !isTombstone(part))) await removeUser(table, user);
        const done = await update(
          user,
          putProfileUpdate(user, profile, password, stands ? undefined : newGeneration(), keys),
        );
        if (done !== 'blocked') return decodeStoredProfile(done.Attributes as ProfileItem);
      }
      throw new Error('the profile kept being made and removed by others');
    },

    async change(user, change, password) {
      const { attributes } = change;
      const keys = attributes && searchKeysOf(await addressFields(settings, user.domain), attributes);
      const input = changeProfileUpdate(change, password, keys ?? {});
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

    remove: (user) => removeUser(table, user),

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
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(deletedAt)',
    ExpressionAttributeValues: { ':none': {}, ':domain': user.domain },
  });
  return (await unlessBlocked(table.client.send(write))) !== 'blocked';
}
