import { GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { MAX_OPEN_SESSIONS, type Session } from '../../core/sessions/session.ts';
import { type Table, unlessBlocked } from './table.ts';

const MAX_ROUNDS = 3;

type OpenSession = Pick<Session, 'id' | 'user' | 'expiresAtMs' | 'helps'>;

/**
 * Which sessions of a user are open: one item with a set of `<expiry>#<id>`. A new one is one conditional write. Only when
 * the set is full are its sessions looked at, and those that are over taken out; the end of a session writes nothing here.
 */
export function openSessions(table: Table, isOver: (id: string) => Promise<boolean>) {
  // No id of a session has this form, so the item is none of them. Who helps another account has a count of its own: whoever
  // has the password of that one alone must not use up what this person signs in with.
  const keyOf = ({ user: { domain, userId }, helps }: OpenSession) => ({
    pk: `SESSION#${helps === undefined ? 'OF' : 'HELPING'}#${domain}#${userId}`,
    sk: 'OPEN',
  });
  const update = (session: OpenSession, input: Omit<UpdateCommandInput, 'TableName' | 'Key'>) =>
    unlessBlocked(table.client.send(new UpdateCommand({ TableName: table.name, Key: keyOf(session), ...input })));
  const add = (session: OpenSession) =>
    update(session, {
      UpdateExpression: 'SET #ttl = :ttl ADD sessions :session',
      ConditionExpression: 'attribute_not_exists(sessions) OR size(sessions) < :max',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':session': new Set([nameOf(session)]),
        ':max': MAX_OPEN_SESSIONS,
        ':ttl': Math.ceil(session.expiresAtMs / 1000),
      },
    });

  /** The moment at which the first of the open ones ends, where there are as many as there may be. */
  return async function take(session: OpenSession, nowMs: number): Promise<'taken' | { readonly untilMs: number }> {
    let untilMs = session.expiresAtMs;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      if ((await add(session)) !== 'blocked') return 'taken';
      const read = new GetCommand({ TableName: table.name, Key: keyOf(session), ConsistentRead: true });
      const names = [...(((await table.client.send(read)).Item?.sessions as Set<string> | undefined) ?? [])];
      // The write may have been ours, with its answer lost and the repetition refused.
      if (names.includes(nameOf(session))) return 'taken';
      const over = await Promise.all(names.map(async (name) => expiryOf(name) <= nowMs || (await isOver(idOf(name)))));
      const gone = names.filter((_name, at) => over[at]);
      untilMs = Math.min(...names.map(expiryOf));
      if (gone.length === 0) return { untilMs };
      await update(session, {
        UpdateExpression: 'DELETE sessions :gone',
        ExpressionAttributeValues: { ':gone': new Set(gone) },
      });
    }
    return { untilMs };
  };
}

function nameOf({ id, expiresAtMs }: OpenSession): string {
  return `${expiresAtMs}#${id}`;
}

function expiryOf(name: string): number {
  return Number(name.slice(0, name.indexOf('#')));
}

function idOf(name: string): string {
  return name.slice(name.indexOf('#') + 1);
}
