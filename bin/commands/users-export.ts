import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { dynamodbDirectory } from '../../functions/adapters/dynamodb/directory.ts';
import { namesPassword } from '../../functions/core/directory/attribute.ts';
import type { StoredProfile } from '../../functions/core/directory/profile.ts';
import type { Settings } from '../../functions/core/settings/resolve.ts';
import { type Command, CommandError } from '../command.ts';
import { openTarget, TARGET_OPTIONS, TARGET_USAGE, type Target } from '../target.ts';
import { areReadBack } from '../users/columns.ts';
import { openNewFile } from '../users/new-file.ts';
import { domainsOf, settingsOfOwnDomain } from '../users/open-domain.ts';
import { csvWriter, ldifWriter, type UserWriter } from '../users/write-users.ts';

const PAGE = 500;

export const usersExport: Command = {
  summary: 'Write all users of a domain, without passwords and secrets, as users import reads them',
  usage: `FILE.csv|FILE.ldif ${TARGET_USAGE}`,
  positionals: { min: 1, max: 1 },
  options: TARGET_OPTIONS,
  async run(args) {
    const [path = ''] = args.positionals;
    if (!/\.(csv|ldif)$/i.test(path)) throw new CommandError('The file must be .csv or .ldif.');
    const target = await openTarget(args);
    const settings = await settingsOfOwnDomain(target);
    const writer = /\.csv$/i.test(path) ? await csvFor(target, settings) : ldifFor(target, settings);
    const file = await openNewFile(path);
    console.log(`${await write(target, writer, file)} users were exported to ${path}.`);
    return 0;
  },
};

/** The columns must be known before the first line, so the users are read twice and never held. */
async function csvFor(target: Target, settings: Settings): Promise<UserWriter> {
  const names = new Set<string>();
  for await (const { attributes } of allUsers(target)) for (const name of Object.keys(attributes)) names.add(name);
  const columns = [...names].toSorted();
  if (!areReadBack(columns, settings)) {
    throw new CommandError('An attribute has a name that would be read back as something else; export to .ldif.');
  }
  const writer = csvWriter(columns);
  return {
    header: writer.header,
    user(profile) {
      const missing = Object.keys(profile.attributes).find((name) => !names.has(name));
      if (missing !== undefined) throw new CommandError('Users changed during the export; run it again.');
      return writer.user(profile);
    },
  };
}

function ldifFor({ domain }: Target, { EmailField, PhoneField }: Settings): UserWriter {
  return ldifWriter(domain, [EmailField, PhoneField]);
}

async function write(target: Target, writer: UserWriter, file: Writable): Promise<number> {
  let count = 0;
  file.write(writer.header);
  for await (const profile of allUsers(target)) {
    count++;
    if (!file.write(writer.user(profile))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  return count;
}

async function* allUsers(target: Target): AsyncGenerator<StoredProfile> {
  const { table, domain } = target;
  const directory = dynamodbDirectory(table, domainsOf(target));
  let after: string | undefined;
  do {
    const page = await directory.list(domain, { after, limit: PAGE });
    yield* page.users.map(withoutPasswords);
    after = page.next;
  } while (after !== undefined);
}

/** Imports of before took a column `Password` for an attribute. */
function withoutPasswords({ attributes, verified, ...profile }: StoredProfile): StoredProfile {
  const readable = Object.entries(attributes).filter(([name]) => !namesPassword(name));
  const shown = verified.filter((name) => !namesPassword(name));
  return { ...profile, attributes: Object.fromEntries(readable), verified: shown };
}
