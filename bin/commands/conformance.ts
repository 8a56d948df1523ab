import { settingsStore } from '../../functions/adapters/dynamodb/remembered-identity-domains.ts';
import { resolveSettings } from '../../functions/core/settings/resolve.ts';
import { type Command, CommandError } from '../command.ts';
import { conformanceReport } from '../conformance/report.ts';
import { openTarget, TARGET_OPTIONS, TARGET_USAGE } from '../target.ts';

/** The running configuration of a domain, held against the clauses that auditors ask for. */
export const conformance: Command = {
  summary: 'Hold the settings of a domain against NIST SP 800-63B-4 and OWASP ASVS 5.0, clause by clause',
  usage: `[--application NAME] ${TARGET_USAGE}`,
  positionals: { min: 0, max: 0 },
  options: { ...TARGET_OPTIONS, application: { type: 'string' } },
  async run(args) {
    const target = await openTarget(args);
    const stored = await settingsStore(target.table, target.defaultDomain).read(target.domain);
    if (stored === undefined) throw new CommandError(`There is no identity domain ${target.domain}.`);
    const application = args.values.application;
    console.log(
      conformanceReport(
        resolveSettings(stored.settings, application === undefined ? undefined : String(application)),
        '#',
      ),
    );
    return 0;
  },
};
