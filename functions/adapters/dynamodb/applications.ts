import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Application } from '../../core/applications/application.ts';
import { foldApplicationName } from '../../core/applications/application-name.ts';
import type { ApplicationStore, Applications } from '../../core/ports/applications.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { type Table, unlessBlocked } from './table.ts';

/** One item for all, so that one read says of every name whether it is anybody's. */
const KEY = { pk: 'APPLICATIONS', sk: 'APPLICATIONS' } as const;
/** Each is at most 2,500 bytes (by its contract), and an item at most 400 KB. */
const MAX_APPLICATIONS = 150;
/** A change must take effect within 30 seconds. */
const REMEMBER_MS = 15_000;

type ApplicationMap = Readonly<Record<string, Application>>;

/** Remembered for a quarter of a minute per function instance. */
export function rememberedApplications(table: Table, clock: Clock): Applications {
  let remembered: { until: number; map: ApplicationMap } | undefined;
  return {
    async find(name) {
      if (remembered === undefined || clock() >= remembered.until) {
        remembered = { until: clock() + REMEMBER_MS, map: await readAll(table, false) };
      }
      return entryOf(remembered.map, name);
    },
  };
}

export function dynamodbApplications(table: Table): ApplicationStore {
  const target = { TableName: table.name, Key: KEY } as const;
  const change = async (write: ConstructorParameters<typeof UpdateCommand>[0]): Promise<boolean> =>
    (await unlessBlocked(table.client.send(new UpdateCommand(write)))) !== 'blocked';

  return {
    read: async (name) => entryOf(await readAll(table, true), name),

    async list(domain) {
      const all = Object.values(await readAll(table, true));
      const own = all.filter((application) => domain === undefined || application.domain === domain);
      return own.toSorted((left, right) => (left.name < right.name ? -1 : 1));
    },

    async replace(application) {
      const done = await change({
        ...target,
        UpdateExpression: 'SET applications.#name = :application',
        ConditionExpression: 'applications.#name.#domain = :domain',
        ExpressionAttributeNames: { '#name': foldApplicationName(application.name), '#domain': 'domain' },
        ExpressionAttributeValues: { ':application': application, ':domain': application.domain },
      });
      return done ? 'stored' : 'absent';
    },

    async create(application) {
      const name = foldApplicationName(application.name);
      await change({
        ...target,
        UpdateExpression: 'SET applications = if_not_exists(applications, :none)',
        ExpressionAttributeValues: { ':none': {} },
      });
      const done = await change({
        ...target,
        UpdateExpression: 'SET applications.#name = :application',
        ConditionExpression: 'attribute_not_exists(applications.#name) AND size(applications) < :max',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':application': application, ':max': MAX_APPLICATIONS },
      });
      if (done) return 'stored';
      return entryOf(await readAll(table, true), name) === undefined ? 'full' : 'taken';
    },

    remove: (name, domain) =>
      change({
        ...target,
        UpdateExpression: 'REMOVE applications.#name',
        ConditionExpression: 'applications.#name.#domain = :domain',
        ExpressionAttributeNames: { '#name': foldApplicationName(name), '#domain': 'domain' },
        ExpressionAttributeValues: { ':domain': domain },
      }),
  };
}

async function readAll(table: Table, consistent: boolean): Promise<ApplicationMap> {
  const read = new GetCommand({ TableName: table.name, Key: KEY, ConsistentRead: consistent });
  const { Item } = await table.client.send(read);
  return (Item?.applications as ApplicationMap | undefined) ?? {};
}

function entryOf(map: ApplicationMap, name: string): Application | undefined {
  const folded = foldApplicationName(name);
  return Object.hasOwn(map, folded) ? map[folded] : undefined;
}
