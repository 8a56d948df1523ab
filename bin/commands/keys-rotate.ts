import { KMSClient } from '@aws-sdk/client-kms';
import { readKeyRing } from '../../functions/adapters/dynamodb/key-ring.ts';
import { addGeneration } from '../../functions/adapters/kms/key-ring.ts';
import { type Command, CommandError } from '../command.ts';
import { operatorAudit } from '../operator-audit.ts';
import { openTarget, TARGET_OPTIONS } from '../target.ts';

/** A new data key for PINs and sealed secrets. What was sealed before is opened with the key of its time. */
export const keysRotate: Command = {
  summary: 'Add a generation to the key ring; it becomes current everywhere at the same instant, in ten minutes',
  usage: '[--key ARN --table NAME | --local]',
  positionals: { min: 0, max: 0 },
  options: { table: TARGET_OPTIONS.table, local: TARGET_OPTIONS.local, key: { type: 'string' } },
  async run(args) {
    const target = await openTarget(args);
    const { table } = target;
    const keyArn = String(args.values.key ?? process.env.KEY_ARN ?? '');
    if (keyArn === '') throw new CommandError('Name the wrapping key with --key or KEY_ARN.');
    const version = (await readKeyRing(table))?.version ?? 0;
    // The ring is for all domains, so it stands with the default one.
    const added = await operatorAudit(target).around(
      { kind: 'key-generation-added', domain: target.defaultDomain },
      () => addGeneration({ table, keyArn, clock: Date.now, kms: new KMSClient({}) }, version),
      (isAdded) => ({ outcome: isAdded ? 'done' : 'refused' }),
    );
    if (!added) {
      throw new CommandError('The key ring was changed at the same moment; look at it and try again.');
    }
    const activeFromMs = Object.values((await readKeyRing(table))?.generations ?? {}).map((made) => made.activeFromMs);
    const newestMs = Math.max(...activeFromMs);
    const from = newestMs === 0 ? 'now' : new Date(newestMs).toISOString();
    console.log(`Generations in the key ring: ${activeFromMs.length}. The newest is current from ${from} on.`);
    return 0;
  },
};
