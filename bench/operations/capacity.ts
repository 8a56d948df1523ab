import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Units that DynamoDB says it has charged: its writes and reads, of strong or eventual consistency. */
interface Units {
  writes: number;
  reads: number;
}

interface Input {
  ReturnConsumedCapacity?: string;
  readonly ConsistentRead?: boolean;
}
interface Output {
  readonly ConsumedCapacity?: { readonly CapacityUnits?: number };
}
type Send = (this: unknown, command: { readonly input: Input }) => Promise<Output>;

const READS = /^(Get|Query|Scan)/;

/** Asks for the units of every call that any client of this process makes from now on, and adds them up. */
export function countUnits(): { readonly units: Units; reset(): void } {
  const units: Units = { writes: 0, reads: 0 };
  const counted = (send: Send): Send =>
    async function (command) {
      const isRead = READS.test(command.constructor.name);
      command.input.ReturnConsumedCapacity = 'TOTAL';
      // A read that finds nothing and a write whose condition fails are charged like those that do.
      const least = isRead && command.input.ConsistentRead !== true ? 0.5 : 1;
      let charged = least;
      try {
        const output = await send.call(this, command);
        charged = Math.max(least, output.ConsumedCapacity?.CapacityUnits ?? 0);
        return output;
      } finally {
        units[isRead ? 'reads' : 'writes'] += charged;
      }
    };
  for (const { prototype } of [DynamoDBClient, DynamoDBDocumentClient]) {
    Object.assign(prototype, { send: counted(prototype.send as unknown as Send) });
  }
  return { units, reset: () => Object.assign(units, { writes: 0, reads: 0 }) };
}
