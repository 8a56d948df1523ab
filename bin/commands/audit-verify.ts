import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { dynamodbAudit } from '../../functions/adapters/dynamodb/audit.ts';
import { assertNever } from '../../functions/core/assert-never.ts';
import { readDay } from '../../functions/core/audit/read-audit.ts';
import type { AuditRecord } from '../../functions/core/audit/record.ts';
import { type ChainFault, verifyChain } from '../../functions/core/audit/verify-chain.ts';
import { DAYS_OPTIONS, DAYS_USAGE, daysOf } from '../audit-days.ts';
import { type Command, CommandError } from '../command.ts';
import { openTarget, TARGET_USAGE } from '../target.ts';

/** What an export says of each record, as far as it is compared. */
const Kept = z.object({ day: z.string(), domain: z.string(), sequence: z.int(), hash: z.string() });

export const auditVerify: Command = {
  summary: 'Check the record of who did what: hashes, gaps, beginnings without an end, and with --against an export',
  usage: `${DAYS_USAGE} [--against EXPORT.jsonl] ${TARGET_USAGE}`,
  positionals: { min: 0, max: 0 },
  options: { ...DAYS_OPTIONS, against: { type: 'string' } },
  async run(args) {
    const days = daysOf(args);
    const kept = args.values.against === undefined ? [] : readExport(String(args.values.against));
    const { table, domain } = await openTarget(args);
    const store = dynamodbAudit(table);
    let faults = 0;
    let count = 0;
    for (const day of days) {
      const records = await readDay(store, domain, day);
      const keptOfDay = kept.filter((record) => record.day === day && record.domain === domain);
      const found = [...verifyChain(records, Date.now()).map(sentence), ...missing(records, keptOfDay)];
      for (const text of found) console.log(`${domain} ${day} ${text}`);
      faults += found.length;
      count += records.length;
    }
    console.log(
      `${count} records of ${domain} on ${days.length} days: ${faults === 0 ? 'whole' : `${faults} faults`}.`,
    );
    return faults === 0 ? 0 : 1;
  },
};

function readExport(path: string): readonly z.infer<typeof Kept>[] {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => Kept.parse(JSON.parse(line)));
  } catch {
    throw new CommandError(`${path} is not an export of the audit record.`);
  }
}

/** What was cut off at the end of a day, no chain can show; an export can. */
function missing(records: readonly AuditRecord[], kept: readonly z.infer<typeof Kept>[]): string[] {
  const hashes = new Map(records.map(({ sequence, hash }) => [sequence, hash]));
  return kept
    .filter(({ sequence, hash }) => hashes.get(sequence) !== hash)
    .map(({ sequence }) => `record ${sequence}: is not what the export says`);
}

function sentence(fault: ChainFault): string {
  switch (fault.kind) {
    case 'changed':
      return `record ${fault.sequence}: its content is not what was hashed`;
    case 'does-not-follow':
      return `record ${fault.sequence}: does not follow from the one before`;
    case 'gap':
      return fault.to === fault.sequence
        ? `record ${fault.sequence}: is missing`
        : `records ${fault.sequence} to ${fault.to}: are missing`;
    case 'unended':
      return `record ${fault.sequence}: ${fault.record.kind} began and has no end; look whether it happened`;
    case 'unbegun':
      return `record ${fault.sequence}: ended without having begun`;
    default:
      return assertNever(fault);
  }
}
