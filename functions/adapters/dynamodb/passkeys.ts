import { DeleteCommand, GetCommand, QueryCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { UserKey } from '../../core/directory/user.ts';
import type { Passkey } from '../../core/passkeys/passkey.ts';
import type { Passkeys, PasskeyUse } from '../../core/ports/passkeys.ts';
import { decodePasskey, encodePasskey, type PasskeyItem } from './passkey-item.ts';
import { rpIdNotes } from './rp-ids.ts';
import { PASSKEY_PREFIX, putNew, type Table, unlessBlocked, userPartition } from './table.ts';

type Update = Omit<UpdateCommandInput, 'TableName' | 'Key'>;
type Seen = Pick<Passkey, 'id' | 'createdAtMs'>;

/**
 * Passkeys stand in the partition of their user, so that one query brings them with him. What makes a credential id
 * unique over all users is an item of its own, put before.
 */
export function dynamodbPasskeys(table: Table): Passkeys {
  const noteRpId = rpIdNotes(table);
  const update = (user: UserKey, id: string, input: Update) =>
    unlessBlocked(table.client.send(new UpdateCommand({ TableName: table.name, Key: keyOf(user, id), ...input })));

  return {
    async listAll(user) {
      const { Items = [] } = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': userPartition(user), ':prefix': PASSKEY_PREFIX },
          ConsistentRead: true,
        }),
      );
      return Items.map((item) => decodePasskey(item as unknown as PasskeyItem));
    },

    async isKnown(id) {
      const claim = new GetCommand({ TableName: table.name, Key: claimKey(id), ConsistentRead: true });
      return (await table.client.send(claim)).Item !== undefined;
    },

    async add(user, passkey) {
      await noteRpId(passkey);
      if ((await claim(table, passkey)) === 'blocked') return 'taken';
      await putNew(table, { ...keyOf(user, passkey.id), ...encodePasskey(passkey) }, { own: 'createdAt' });
      return 'added';
    },

    async recordUse(user, seen, use) {
      return (await update(user, seen.id, useUpdate(seen, use))) === 'blocked' ? 'blocked' : 'recorded';
    },

    async beginTelling(user, { id, createdAtMs }, { of, nowMs, sinceMs }) {
      const done = await update(user, id, {
        UpdateExpression: 'SET #told = :now',
        ConditionExpression: 'createdAt = :createdAt AND (attribute_not_exists(#told) OR #told <= :since)',
        ExpressionAttributeNames: { '#told': `${of}ToldAt` },
        ExpressionAttributeValues: { ':now': nowMs, ':since': sinceMs, ':createdAt': createdAtMs },
      });
      return done === 'blocked' ? 'told' : 'begun';
    },

    async rename(user, { id, createdAtMs }, name) {
      const done = await update(user, id, {
        UpdateExpression: 'SET #name = :name',
        ConditionExpression: 'createdAt = :createdAt',
        ExpressionAttributeNames: { '#name': 'name' },
        ExpressionAttributeValues: { ':name': name, ':createdAt': createdAtMs },
      });
      return done === 'blocked' ? 'blocked' : 'renamed';
    },

    async markLost(user, { id, createdAtMs }, lostAtMs) {
      const done = await update(user, id, {
        UpdateExpression: lostAtMs === undefined ? 'REMOVE lostAt' : 'SET lostAt = :lost',
        ConditionExpression: 'createdAt = :createdAt',
        ExpressionAttributeValues: {
          ':createdAt': createdAtMs,
          ...(lostAtMs === undefined ? {} : { ':lost': lostAtMs }),
        },
      });
      return done === 'blocked' ? 'blocked' : 'marked';
    },

    async remove(user, id) {
      await table.client.send(new DeleteCommand({ TableName: table.name, Key: keyOf(user, id) }));
      await forgetClaim(table, id);
    },
  };
}

/** An authenticator that does not count says 0 for ever; one whose key is synced may count in several places. */
function useUpdate({ createdAtMs }: Seen, use: PasskeyUse): Update {
  const { challenge, signCount, isBackupEligible, isBackedUp, usedAtMs } = use;
  const ahead = signCount === 0 ? 'signCount = :count' : 'signCount < :count';
  return {
    UpdateExpression:
      'SET signCount = :count, backupEligible = :eligible, backedUp = :backedUp, lastUsedAt = :now, lastChallenge = :challenge',
    ConditionExpression:
      `createdAt = :createdAt AND attribute_not_exists(lostAt) AND (attribute_not_exists(lastChallenge) OR lastChallenge <> :challenge)` +
      (isBackupEligible ? '' : ` AND ${ahead}`),
    ExpressionAttributeValues: {
      ':count': signCount,
      ':eligible': isBackupEligible,
      ':backedUp': isBackedUp,
      ':now': usedAtMs,
      ':challenge': challenge,
      ':createdAt': createdAtMs,
    },
  };
}

/** The same enrolment may claim twice, when the answer to its first write was lost. It names nobody. */
async function claim(table: Table, { id, userHandle, createdAtMs }: Passkey): Promise<unknown> {
  const claimedBy = `${userHandle}#${createdAtMs}`;
  return unlessBlocked(putNew(table, { ...claimKey(id), claimedBy }, { own: 'claimedBy' }));
}

/** After the passkey itself: a claim that stays behind only keeps out an id that no authenticator makes again. */
export async function forgetClaim(table: Table, id: string): Promise<void> {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: claimKey(id) }));
}

function claimKey(id: string): { pk: string; sk: string } {
  return { pk: `${PASSKEY_PREFIX}${id}`, sk: 'CLAIM' };
}

function keyOf(user: UserKey, id: string): { pk: string; sk: string } {
  return { pk: userPartition(user), sk: `${PASSKEY_PREFIX}${id}` };
}
