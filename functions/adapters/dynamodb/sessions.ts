import { GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Ending, SessionHolder, Sessions } from '../../core/ports/sessions.ts';
import type { ChallengeStep, Session } from '../../core/sessions/session.ts';
import { openSessions } from './open-sessions.ts';
import { decodeSession, encodeSession, type SessionItem } from './session-item.ts';
import { putNew, type Table, unlessBlocked } from './table.ts';

/** Its own browser, not over, not expired: the condition of every step that a page takes. */
const ALIVE = 'browserHash = :browser AND attribute_not_exists(#end) AND expiresAt > :now';
/** No browser has it yet. */
const FREE =
  'attribute_exists(pk) AND attribute_not_exists(browserHash) AND attribute_not_exists(#end) AND expiresAt > :now';
const END = '#end = :end, resultUntil = :until';
const NAMES = { '#end': 'end' } as const;
const SESSION_ID = /^[A-Za-z0-9_-]{32}$/;

type Update = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

/** Each method but `find` is one conditional write on one item; none reads first. */
export function dynamodbSessions(table: Table): Sessions {
  const update = async <T>(id: string, input: Update, done: T): Promise<T | 'blocked'> => {
    const write = new UpdateCommand({ TableName: table.name, Key: keyOf(id), ...input });
    return (await unlessBlocked(table.client.send(write))) === 'blocked' ? 'blocked' : done;
  };

  async function find(id: string): Promise<Session | undefined> {
    if (!SESSION_ID.test(id)) return undefined;
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: keyOf(id), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : decodeSession(id, Item as unknown as SessionItem);
  }

  // One that is not there yet is being made.
  const take = openSessions(table, async (id) => (await find(id))?.end !== undefined);

  return {
    async create(session: Session) {
      const place = await take(session, session.createdAtMs);
      if (place !== 'taken') return place;
      const Item = { ...keyOf(session.id), ...encodeSession(session) };
      await putNew(table, Item, { own: 'createdAt', untouched: 'browserHash' });
      return 'created';
    },

    find,

    bind: (holder) => update(holder.id, step(holder, 'SET browserHash = :browser', FREE), 'bound'),

    putChallenge: (holder, name, challenge) => {
      const write = step(holder, 'SET challenges.#step = :challenge', ALIVE, { ':challenge': challenge });
      return update(holder.id, withStep(write, name), 'stored');
    },

    takeWait: (holder, untilMs) => {
      const free = `${ALIVE} AND (attribute_not_exists(waitUntil) OR waitUntil <= :now)`;
      return update(holder.id, step(holder, 'SET waitUntil = :until', free, { ':until': untilMs }), 'taken');
    },

    prove: (holder, proof, ending) => update(holder.id, proveUpdate(holder, proof, ending), 'recorded'),

    finish: (holder, ending) =>
      update(holder.id, step(holder, `SET ${END} REMOVE challenges`, ALIVE, endValues(ending)), 'finished'),

    takeResult: (id, { client, nowMs }) =>
      update(
        id,
        {
          UpdateExpression: 'SET resultTaken = :true',
          ConditionExpression:
            'attribute_exists(#end) AND resultTaken = :false AND resultUntil > :now' +
            ' AND client.#domain = :domain AND client.userId = :userId',
          ExpressionAttributeNames: { ...NAMES, '#domain': 'domain' },
          ExpressionAttributeValues: {
            ':true': true,
            ':false': false,
            ':now': nowMs,
            ':domain': client.domain,
            ':userId': client.userId,
          },
        },
        'taken',
      ),
  };
}

/** A step of the browser that holds the session, or is about to. */
function step(
  { browserHash, nowMs }: SessionHolder,
  UpdateExpression: string,
  ConditionExpression: string,
  values: Readonly<Record<string, unknown>> = {},
): Update {
  return {
    UpdateExpression,
    ConditionExpression,
    ExpressionAttributeNames: NAMES,
    ExpressionAttributeValues: { ':browser': browserHash, ':now': nowMs, ...values },
  };
}

function proveUpdate(
  holder: SessionHolder,
  { step: name, challenge, ...proven }: Parameters<Sessions['prove']>[1],
  ending: Ending | undefined,
): Update {
  const end = ending === undefined ? '' : `, ${END}`;
  // What is over has nothing left that could be shown.
  const spent = ending !== undefined ? ' REMOVE challenges' : name === undefined ? '' : ' REMOVE challenges.#step';
  const condition = challenge === undefined ? ALIVE : `${ALIVE} AND challenges.#step.correlationId = :challenge`;
  const values = {
    ':proven': [proven],
    ...(ending === undefined ? {} : endValues(ending)),
    ...(challenge === undefined ? {} : { ':challenge': challenge }),
  };
  const write = step(holder, `SET proven = list_append(proven, :proven)${end}${spent}`, condition, values);
  const namesStep = name !== undefined && (ending === undefined || challenge !== undefined);
  return namesStep ? withStep(write, name) : write;
}

function withStep(write: Update, name: ChallengeStep): Update {
  return { ...write, ExpressionAttributeNames: { ...write.ExpressionAttributeNames, '#step': name } };
}

function endValues({ end, resultUntilMs }: Ending): Record<string, unknown> {
  return { ':end': end, ':until': resultUntilMs };
}

function keyOf(id: string): { pk: string; sk: string } {
  return { pk: `SESSION#${id}`, sk: 'SESSION' };
}
