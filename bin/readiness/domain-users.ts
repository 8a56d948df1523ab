import { paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import { dynamodbDevices } from '../../functions/adapters/dynamodb/devices.ts';
import { dynamodbDirectory } from '../../functions/adapters/dynamodb/directory.ts';
import { USERS_INDEX } from '../../functions/adapters/dynamodb/profile-item.ts';
import { CREDENTIAL, userPartition } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import type { UserKey } from '../../functions/core/directory/user.ts';
import type { KnownUser } from '../../functions/core/readiness/footing.ts';
import { knownUser } from '../../functions/core/readiness/known-user.ts';
import type { Target } from '../target.ts';
import { domainsOf } from '../users/open-domain.ts';

/** The users of a domain, as many as are known here. */
export interface DomainUsers {
  count(): Promise<number>;
  /** Their names, part by part. */
  names(): AsyncGenerator<readonly string[]>;
  read(user: UserKey): Promise<KnownUser>;
}

const PAGE = 500;

/** Of our own directory: by the index, and each with all that is his. */
export function usersOfDirectory(target: Target): DomainUsers {
  const { table, domain } = target;
  const directory = dynamodbDirectory(table, domainsOf(target));
  const users = dynamodbUsers(table);
  const devices = dynamodbDevices(table);
  return {
    count: () => countUsers(target),
    async *names() {
      let after: string | undefined;
      do {
        const page = await directory.list(domain, { after, limit: PAGE });
        yield page.users.map(({ userId }) => userId);
        after = page.next;
      } while (after !== undefined);
    },
    read: (user) => knownUser({ users, devices }, user),
  };
}

async function countUsers({ table: { client, name }, domain }: Target): Promise<number> {
  const query = {
    TableName: name,
    IndexName: USERS_INDEX,
    KeyConditionExpression: 'directory = :domain',
    ExpressionAttributeValues: { ':domain': domain },
    Select: 'COUNT',
  } as const;
  let count = 0;
  for await (const page of paginateQuery({ client }, query)) count += page.Count ?? 0;
  return count;
}

/**
 * Of a domain in LDAP: who has ever proven or added a factor here. The directory itself is not asked, so nothing is known
 * of groups and addresses, and nothing of who never came. The names stand in no index: the whole table is read once.
 */
export function usersKnownHere(target: Target): DomainUsers {
  const { table } = target;
  const users = dynamodbUsers(table);
  const devices = dynamodbDevices(table);
  let known: Promise<readonly string[]> | undefined;
  const names = () => {
    known ??= credentialNames(target);
    return known;
  };
  return {
    count: async () => (await names()).length,
    async *names() {
      const all = await names();
      for (let at = 0; at < all.length; at += PAGE) yield all.slice(at, at + PAGE);
    },
    async read(user) {
      const here = await users.belongings(user);
      const account = { ...nobody(user), ...(here.generation === undefined ? {} : { generation: here.generation }) };
      return { record: { account, ...here.of(account) }, devices: await devices.list(user, account) };
    },
  };
}

/** What is said of somebody of whom the directory was not asked. */
function nobody({ userId }: UserKey) {
  return { userId, groups: [], language: 'en', attributes: {}, predates: true } as const;
}

async function credentialNames({ table: { client, name }, domain }: Target): Promise<readonly string[]> {
  const prefix = userPartition({ domain, userId: '' });
  const scan = {
    TableName: name,
    FilterExpression: 'begins_with(pk, :prefix) AND sk = :credential AND attribute_not_exists(deletedAt)',
    ProjectionExpression: 'pk',
    ExpressionAttributeValues: { ':prefix': prefix, ':credential': CREDENTIAL },
  };
  const names: string[] = [];
  for await (const page of paginateScan({ client }, scan)) {
    names.push(...(page.Items ?? []).map(({ pk }) => String(pk).slice(prefix.length)));
  }
  return names;
}
