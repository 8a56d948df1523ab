import { GetCommand, QueryCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { type AddressFields, addressFields } from '../../core/directory/address-fields.ts';
import { attributeOf } from '../../core/directory/attribute.ts';
import type { ProfileChange } from '../../core/directory/profile.ts';
import { type Addressed, addressNames, unprovenAfter } from '../../core/directory/unproven.ts';
import type { UserKey } from '../../core/directory/user.ts';
import type { Directory } from '../../core/ports/directory.ts';
import type { SettingsSource } from '../../core/ports/settings-source.ts';
import { changeProfileUpdate, newGeneration, putProfileUpdate, type WrittenAddresses } from './change-profile.ts';
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
  const read = async (user: UserKey): Promise<ProfileItem | undefined> => {
    const { Item } = await table.client.send(
      new GetCommand({ TableName, Key: profileKey(user), ConsistentRead: true }),
    );
    return Item === undefined || Item.deletedAt !== undefined ? undefined : (Item as ProfileItem);
  };

  return {
    async find(user) {
      const item = await read(user);
      return item && decodeStoredProfile(item);
    },

    async put(user, profile, password) {
      const fields = await addressFields(settings, user.domain);
      const keys = searchKeysOf(fields, profile.attributes);
      for (let round = 0; round < MAX_ROUNDS; round++) {
        const parts = await partsOf(table, user);
        const stored = parts.find(({ sk }) => sk === PROFILE);
        const before = stored === undefined || stored.deletedAt !== undefined ? undefined : addressedOf(stored);
        // What a broken removal left is gone before somebody else gets the name.
        if (before === undefined && parts.some((part) => !isTombstone(part))) await removeUser(table, user);
        const generation = before === undefined ? newGeneration() : undefined;
        const addresses = { keys, unproven: unprovenAfter(fields, before, profile), seen: seenOf(fields, before) };
        const done = await update(user, putProfileUpdate(user, profile, password, generation, addresses));
        if (done !== 'blocked') return { profile: decodeStoredProfile(done.Attributes as ProfileItem), before };
      }
      throw new Error('the profile kept being made, changed or removed by others');
    },

    async change(user, change, password) {
      const fields = await addressFields(settings, user.domain);
      const keys = searchKeysOf(fields, change.attributes ?? {});
      for (let round = 0; round < MAX_ROUNDS; round++) {
        const stored = touchesAddress(fields, change) ? await read(user) : undefined;
        const before = stored && addressedOf(stored);
        const addresses = before === undefined ? { keys } : { keys, ...judged(fields, before, change) };
        const done = await update(user, changeProfileUpdate(change, password, addresses));
        if (done !== 'blocked') return { profile: decodeStoredProfile(done.Attributes as ProfileItem), before };
        // Others were faster, the user is unknown, or his item is of before there were paths to set.
        if (!(await givePaths(table, user))) return undefined;
      }
      return undefined;
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

function addressedOf({ attributes = {}, verified = {}, unproven = {} }: Partial<ProfileItem>): Addressed {
  return { attributes, verified: Object.keys(verified), unproven: Object.keys(unproven) };
}

function seenOf(fields: AddressFields, before: Addressed | undefined): Record<string, string | undefined> {
  if (before === undefined) return {};
  return Object.fromEntries(addressNames(fields).map((name) => [name, attributeOf(before.attributes, name)]));
}

function touchesAddress(fields: AddressFields, { attributes = {}, verified }: ProfileChange): boolean {
  return verified !== undefined || addressNames(fields).some((name) => Object.hasOwn(attributes, name));
}

/** What was verified was the old value of whatever changes. */
function judged(fields: AddressFields, before: Addressed, change: ProfileChange): Omit<WrittenAddresses, 'keys'> {
  const { attributes = {}, verified = before.verified.filter((name) => !Object.hasOwn(attributes, name)) } = change;
  const left = Object.entries({ ...before.attributes, ...attributes }).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  );
  const after = { attributes: Object.fromEntries(left), verified };
  return { unproven: unprovenAfter(fields, before, after), seen: seenOf(fields, before) };
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
