import { DeleteCommand, DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../functions/adapters/dynamodb/table.ts';

type Key = Record<string, string>;
type Command = { readonly input: Readonly<Record<string, unknown> & { Key?: Key; Item?: Key }> };

/** What this process asks of AWS. */
export interface NotedCalls {
  /** What was asked since the last time, in its order: alike where the same code asks, for whomever. */
  take(): readonly string[];
  /** As if the day were over: nobody waits for having tried a wrong password, and nobody is known. */
  forgetTries(): Promise<void>;
}

/**
 * Notes all calls from now on. To look in the table where tries are counted would be to read all of it, in which every
 * broken call leaves a person: that took as long as the calls themselves.
 */
export function noteCalls({ client, name: TableName }: Table): NotedCalls {
  // All clients of the SDK, that of documents too, inherit this one.
  const base = Object.getPrototypeOf(DynamoDBDocumentClient.prototype) as { send(...args: unknown[]): unknown };
  const { send } = base;
  let calls: string[] = [];
  const tries = new Map<string, Key>();
  base.send = function (...args) {
    const command = args[0] as Command;
    const { Key } = command.input;
    if (command instanceof UpdateCommand && Key?.pk?.startsWith('TRIES#')) tries.set(JSON.stringify(Key), Key);
    calls.push(nameOf(command));
    return send.apply(this, args);
  };
  return {
    take() {
      const taken = calls;
      calls = [];
      return taken;
    },
    async forgetTries() {
      const keys = [...tries.values()];
      tries.clear();
      await Promise.all(keys.map((one) => client.send(new DeleteCommand({ TableName, Key: one }))));
    },
  };
}

/** The kind of the item and what is to become of it, without the name of its owner. */
function nameOf(command: Command): string {
  const { Key, Item, ...rest } = command.input;
  const { pk, sk } = Key ?? Item ?? {};
  const expressions = Object.entries(rest).filter(([name]) => name.endsWith('Expression') || name === 'IndexName');
  return JSON.stringify([command.constructor.name, kindOf(pk), kindOf(sk), expressions]);
}

function kindOf(name: unknown): string | undefined {
  return typeof name === 'string' ? name.split('#')[0] : undefined;
}
