import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { UserKey } from '../../core/directory/user.ts';
import type { Epochs } from '../../core/ports/epochs.ts';
import { profileKey } from './profile-item.ts';
import { EPOCH, type Table, unlessBlocked, userPartition } from './table.ts';

/** In the profile where that is ours; an outside directory is not written to, so there it is an item of its own. */
export function dynamodbEpochs(table: Table): Epochs {
  const set = (Key: UpdateCommandInput['Key'], nowMs: number, ConditionExpression?: string) =>
    unlessBlocked(
      table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key,
          UpdateExpression: 'SET notBefore = :now',
          ExpressionAttributeValues: { ':now': nowMs },
          ...(ConditionExpression === undefined ? {} : { ConditionExpression }),
        }),
      ),
    );
  return {
    async end(user: UserKey, { kind }, nowMs) {
      if (kind === 'ldap') await set({ pk: userPartition(user), sk: EPOCH }, nowMs);
      else await set(profileKey(user), nowMs, 'attribute_exists(pk) AND attribute_not_exists(deletedAt)');
    },
  };
}
