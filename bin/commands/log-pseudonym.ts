import { readKeyRing } from '../../functions/adapters/dynamodb/key-ring.ts';
import { kmsKeyRing } from '../../functions/adapters/kms/key-ring.ts';
import { pseudonymOf } from '../../functions/core/directory/pseudonym.ts';
import { UserIdField } from '../../functions/http/fields.ts';
import { type Command, CommandError } from '../command.ts';
import { openTarget, TARGET_OPTIONS, TARGET_USAGE } from '../target.ts';

/** Log lines name people by a keyed hash. Each generation of the key has another one, so the newest comes first. */
export const logPseudonym: Command = {
  summary: 'Print what the log calls a user, one line for each generation of the key ring, the newest first',
  usage: `--user NAME --key ARN ${TARGET_USAGE}`,
  positionals: { min: 0, max: 0 },
  options: { ...TARGET_OPTIONS, user: { type: 'string' }, key: { type: 'string' } },
  async run(args) {
    const userId = UserIdField.safeParse(args.values.user);
    if (!userId.success) throw new CommandError('--user must be a name of 1 to 256 characters.');
    const { table, domain } = await openTarget(args);
    const keyArn = String(args.values.key ?? process.env.KEY_ARN ?? '');
    if (keyArn === '') throw new CommandError('Name the wrapping key with --key or KEY_ARN.');
    const stored = (await readKeyRing(table))?.generations ?? {};
    const newestFirst = Object.entries(stored).toSorted(([, one], [, other]) => other.activeFromMs - one.activeFromMs);
    const keys = kmsKeyRing({ table, keyArn, clock: Date.now });
    for (const [id] of newestFirst) {
      console.log(pseudonymOf(await keys.generation(id), { domain, userId: userId.data }));
    }
    return 0;
  },
};
