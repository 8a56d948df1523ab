import { DeleteCommand, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { isOwn } from '../../core/directory/epoch.ts';
import type { UserKey } from '../../core/directory/user.ts';
import type { Devices } from '../../core/ports/push.ts';
import type { Device, DeviceKey, Platform } from '../../core/push/device.ts';
import { DEVICE_PREFIX as PREFIX, putNew, type Table, unlessBlocked, userPartition } from './table.ts';

interface DeviceItem {
  readonly deviceId: string;
  readonly name: string;
  readonly platform: Platform;
  readonly publicKey?: DeviceKey;
  readonly endpointArn?: string;
  readonly createdAt: number;
  readonly lostAt?: number;
  /** The generation of whose it is. */
  readonly g?: string;
}

/** More than one person may register; a table from before there was a bound may have more. */
const MOST_LISTED = 100;

/** Devices stand in the partition of their user, beside profile and credential. */
export function dynamodbDevices(table: Table): Devices {
  async function listAll(user: UserKey): Promise<Device[]> {
    const { Items = [] } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': userPartition(user), ':prefix': PREFIX },
        ConsistentRead: true,
        Limit: MOST_LISTED,
      }),
    );
    return Items.map((item) => decode(item as unknown as DeviceItem));
  }

  return {
    listAll,

    list: async (user, person) => (await listAll(user)).filter(({ generation }) => isOwn(person, generation)),

    async find(user, person, deviceId) {
      const { Item } = await table.client.send(
        new GetCommand({ TableName: table.name, Key: keyOf(user, deviceId), ConsistentRead: true }),
      );
      const device = Item === undefined ? undefined : decode(Item as unknown as DeviceItem);
      return device !== undefined && isOwn(person, device.generation) ? device : undefined;
    },

    async markLost(user, deviceId, lostAtMs) {
      const write = new UpdateCommand({
        TableName: table.name,
        Key: keyOf(user, deviceId),
        UpdateExpression: lostAtMs === undefined ? 'REMOVE lostAt' : 'SET lostAt = :lost',
        ConditionExpression: 'attribute_exists(pk)',
        ...(lostAtMs === undefined ? {} : { ExpressionAttributeValues: { ':lost': lostAtMs } }),
      });
      return (await unlessBlocked(table.client.send(write))) === 'blocked' ? 'blocked' : 'marked';
    },

    async remove(user, deviceId) {
      await table.client.send(new DeleteCommand({ TableName: table.name, Key: keyOf(user, deviceId) }));
    },

    async add(user, { id, createdAtMs, lostAtMs: _lost, generation, ...device }) {
      const own = generation === undefined ? {} : { g: generation };
      const item: DeviceItem = { ...device, ...own, deviceId: id, createdAt: createdAtMs };
      await putNew(table, { ...keyOf(user, id), ...item }, { own: 'createdAt' });
    },
  };
}

function keyOf(user: UserKey, deviceId: string): { pk: string; sk: string } {
  return { pk: userPartition(user), sk: `${PREFIX}${deviceId}` };
}

function decode({ deviceId, name, platform, publicKey, endpointArn, createdAt, lostAt, g }: DeviceItem): Device {
  return {
    id: deviceId,
    name,
    platform,
    ...(publicKey === undefined ? {} : { publicKey }),
    ...(endpointArn === undefined ? {} : { endpointArn }),
    createdAtMs: createdAt,
    ...(lostAt === undefined ? {} : { lostAtMs: lostAt }),
    generation: g,
  };
}
