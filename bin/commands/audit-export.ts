import { dynamodbAudit } from '../../functions/adapters/dynamodb/audit.ts';
import { readDay } from '../../functions/core/audit/read-audit.ts';
import { DAYS_OPTIONS, DAYS_USAGE, daysOf } from '../audit-days.ts';
import type { Command } from '../command.ts';
import { openTarget, TARGET_USAGE } from '../target.ts';

/** Each record as it stands, with its hash: what is kept elsewhere, the table can be held against later. */
export const auditExport: Command = {
  summary: 'Print the record of who did what as JSON lines, the oldest first',
  usage: `${DAYS_USAGE} ${TARGET_USAGE}`,
  positionals: { min: 0, max: 0 },
  options: DAYS_OPTIONS,
  async run(args) {
    const days = daysOf(args);
    const { table, domain } = await openTarget(args);
    const store = dynamodbAudit(table);
    for (const day of days) {
      for (const record of await readDay(store, domain, day)) console.log(JSON.stringify(record));
    }
    return 0;
  },
};
