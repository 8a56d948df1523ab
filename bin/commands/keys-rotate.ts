import { KMSClient } from '@aws-sdk/client-kms';
import { readKeyRing } from '../../functions/adapters/dynamodb/key-ring.ts';
import { addGeneration } from '../../functions/adapters/kms/key-ring.ts';
import { type Command, CommandError } from '../command.ts';
import { openTarget, TARGET_OPTIONS } from '../target.ts';

/** A new data key for PINs and sealed secrets. What was sealed before is opened with the key of its time. */
export const keysRotate: Command = {
  summary: 'Add a generation to the key ring; it becomes current everywhere at the same instant, in ten minutes',
  usage: '[--key ARN --table NAME | --local]',
  positionals: { min: 0, max: 0 },
  options: { table: TARGET_OPTIONS.table, local: TARGET_OPTIONS.local, key: { type: 'string' } },
  async run(args) {
    const { table } = await openTarget(args);
    const keyArn = String(args.values.key ?? process.env.KEY_ARN ?? '');
    if (keyArn === '') throw new CommandError('Name the wrapping key with --key or KEY_ARN.');
    const version = (await readKeyRing(table))?.version ?? 0;
    if (!(await addGeneration({ table, keyArn, clock: Date.now, kms: new KMSClient({}) }, version))) {
      throw new CommandError('The key ring was changed at the same moment; look at it and try again.');
    }
    const activeFromMs = Object.values((await readKeyRing(table))?.generations ?? {}).map((made) => made.activeFromMs);
    const newestMs = Math.max(...activeFromMs);
    const from = newestMs === 0 ? 'now' : new Date(newestMs).toISOString();
    console.log(`Generations in the key ring: ${activeFromMs.length}. The newest is current from ${from} on.`);
    return 0;
  },
};
