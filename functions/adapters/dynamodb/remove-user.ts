import { DeleteCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { UserKey } from '../../core/directory/user.ts';
import { credentialKey } from './credential-item.ts';
import { linkedUserOf, linkKey } from './link-item.ts';
import { forgetClaim } from './passkeys.ts';
import { type ProfileItem, profileKey } from './profile-item.ts';
import { CREDENTIAL, LINK_PREFIX, PASSKEY_PREFIX, PROFILE, type Table, unlessBlocked, userPartition } from './table.ts';

/** Of every item: enough to know whose it is. */
interface Part {
  readonly pk: string;
  readonly sk: string;
  /** Of devices, passkeys and credentials. */
  readonly g?: string;
  /** Of the profile. */
  readonly generation?: string;
  readonly deletedAt?: number;
  /** Of the profile. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly verified?: Readonly<Record<string, true>>;
  readonly unproven?: Readonly<Record<string, true>>;
}

/** Longer than any call can be under way. */
const TOMBSTONE_SECONDS = 24 * 60 * 60;

/** Everything in the partition of a user. */
export async function partsOf(table: Table, user: UserKey): Promise<Part[]> {
  const parts: Part[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': userPartition(user) },
        ProjectionExpression: 'pk, sk, g, generation, deletedAt, attributes, verified, unproven',
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    parts.push(...(Items as Part[]));
    start = LastEvaluatedKey;
  } while (start !== undefined);
  return parts;
}

/** What a removed user leaves for a day, so that a late write of an old call finds no empty place. */
export function isTombstone({ sk, deletedAt }: Part): boolean {
  return sk === CREDENTIAL && deletedAt !== undefined;
}

/**
 * Removes a user: first the profile is marked, so that he is nobody; then a tombstone takes the place of his credential,
 * so that no write of a call that began before can bring it back; then the rest goes, and last the profile. A call that
 * breaks on the way is finished by the next one. The claim of a passkey may stay behind (ADR 0026): it names nobody, and keeps
 * out only an id that no authenticator makes again. Nothing of another person is touched: all is his by its generation.
 * False when there was nothing of this user.
 */
export async function removeUser(table: Table, user: UserKey): Promise<boolean> {
  const marked = await mark(table, user);
  if (marked === undefined) return removeLeftovers(table, user);
  await layTombstone(table, user, marked);
  const parts = await partsOf(table, user);
  const his = parts.filter(
    ({ sk, g }) => sk !== PROFILE && sk !== CREDENTIAL && (g === undefined || g === marked.generation),
  );
  await removeParts(table, user, his);
  await unlessBlocked(
    table.client.send(
      new DeleteCommand({
        TableName: table.name,
        Key: profileKey(user),
        ConditionExpression: `attribute_exists(deletedAt) AND ${same('generation', marked.generation)}`,
        ...generationValue(marked.generation),
      }),
    ),
  );
  return true;
}

/** The profile as it is now nobody's; undefined when there is none. */
async function mark(table: Table, user: UserKey): Promise<ProfileItem | undefined> {
  const write = new UpdateCommand({
    TableName: table.name,
    Key: profileKey(user),
    UpdateExpression: 'SET deletedAt = if_not_exists(deletedAt, :now)',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':now': Date.now() },
    ReturnValues: 'ALL_NEW',
  });
  const done = await unlessBlocked(table.client.send(write));
  return done === 'blocked' ? undefined : (done.Attributes as unknown as ProfileItem);
}

async function layTombstone(table: Table, user: UserKey, { generation }: ProfileItem): Promise<void> {
  const nowMs = Date.now();
  const ttl = Math.ceil(nowMs / 1000) + TOMBSTONE_SECONDS;
  const own = generation === undefined ? {} : { g: generation };
  const write = new PutCommand({
    TableName: table.name,
    Item: { ...credentialKey(user), ...own, deletedAt: nowMs, ttl },
    // The next person of this name may be there already, when this call was slow and another one was faster.
    ConditionExpression: `attribute_not_exists(g)${generation === undefined ? '' : ' OR g = :g'}`,
    ...generationValue(generation),
  });
  await unlessBlocked(table.client.send(write));
}

/** What is there without a profile. */
async function removeLeftovers(table: Table, user: UserKey): Promise<boolean> {
  const left = (await partsOf(table, user)).filter((part) => part.sk !== PROFILE && !isTombstone(part));
  await removeParts(table, user, left);
  return left.length > 0;
}

async function removeParts(table: Table, user: UserKey, parts: readonly Part[]): Promise<void> {
  await Promise.all(parts.map((part) => removePart(table, user, part)));
}

async function removePart(table: Table, user: UserKey, { pk, sk, g }: Part): Promise<void> {
  const write = new DeleteCommand({
    TableName: table.name,
    Key: { pk, sk },
    ConditionExpression: same('g', g),
    ...generationValue(g),
  });
  // Before our own side, which is what leads there.
  if (sk.startsWith(LINK_PREFIX)) await removeOtherSide(table, user, sk, g);
  const done = await unlessBlocked(table.client.send(write));
  if (done !== 'blocked' && sk.startsWith(PASSKEY_PREFIX)) await forgetClaim(table, sk.slice(PASSKEY_PREFIX.length));
}

/** Unless the next person of this name was linked there meanwhile. */
async function removeOtherSide(table: Table, user: UserKey, sk: string, g: string | undefined): Promise<void> {
  const write = new DeleteCommand({
    TableName: table.name,
    Key: linkKey(linkedUserOf(sk), user),
    ConditionExpression: same('otherG', g),
    ...generationValue(g),
  });
  await unlessBlocked(table.client.send(write));
}

function same(attribute: 'g' | 'generation' | 'otherG', generation: string | undefined): string {
  return generation === undefined ? `attribute_not_exists(${attribute})` : `${attribute} = :g`;
}

function generationValue(generation: string | undefined): { ExpressionAttributeValues?: Record<string, string> } {
  return generation === undefined ? {} : { ExpressionAttributeValues: { ':g': generation } };
}
