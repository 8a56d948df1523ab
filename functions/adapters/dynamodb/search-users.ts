import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type FoundPerson, MAX_FOUND, type SearchPeople } from '../../core/directory/search.ts';
import { MAIL_INDEX, PHONE_INDEX, type ProfileItem, profileKey, USERS_INDEX } from './profile-item.ts';
import { type Table, userPartition } from './table.ts';

/** One Query of each index that the text may stand in, then each profile as it is now: an index lags behind. */
export function searchUsers(table: Table): SearchPeople {
  const begin = async (index: string, key: string, domain: string, text: string) => {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: index,
        KeyConditionExpression: `directory = :domain AND begins_with(${key}, :text)`,
        ExpressionAttributeValues: { ':domain': domain, ':text': text },
        ProjectionExpression: 'pk',
        Limit: MAX_FOUND,
      }),
    );
    const start = userPartition({ domain, userId: '' }).length;
    return { names: Items.map(({ pk }) => String(pk).slice(start)), hasMore: LastEvaluatedKey !== undefined };
  };
  const read = async (domain: string, userId: string): Promise<FoundPerson[]> => {
    const Key = profileKey({ domain, userId });
    const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key }));
    const profile = Item as ProfileItem | undefined;
    const stands = profile !== undefined && profile.deletedAt === undefined;
    return stands ? [{ userId: profile.userId, attributes: profile.attributes ?? {} }] : [];
  };

  return async (domain, { name, mail, phone }) => {
    const pages = await Promise.all([
      begin(USERS_INDEX, 'userId', domain, name),
      begin(MAIL_INDEX, 'byMail', domain, mail),
      ...(phone === undefined ? [] : [begin(PHONE_INDEX, 'byPhone', domain, phone.international)]),
    ]);
    const names = [...new Set(pages.flatMap((page) => page.names))];
    const people = await Promise.all(names.slice(0, MAX_FOUND).map((userId) => read(domain, userId)));
    return { people: people.flat(), hasMore: names.length > MAX_FOUND || pages.some(({ hasMore }) => hasMore) };
  };
}
