import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ProfileItem } from '../../functions/adapters/dynamodb/profile-item.ts';
import { settingsStore } from '../../functions/adapters/dynamodb/settings.ts';
import { PROFILE, unlessBlocked, userPartition } from '../../functions/adapters/dynamodb/table.ts';
import { hashPassword } from '../../functions/adapters/password/scrypt.ts';
import { normaliseUserId } from '../../functions/core/identity/user.ts';
import type { Secret } from '../../functions/core/secrets/secret.ts';
import { isDemoPassword, isTableOnThisMachine } from '../../local/demo-data.ts';
import { type Command, type CommandArguments, CommandError } from '../command.ts';
import { readPassword } from '../read-password.ts';
import { openTarget, TARGET_OPTIONS, TARGET_USAGE, type Target } from '../target.ts';

const MIN_PASSWORD_LENGTH = 12;
/** NIST SP 800-63B-4 3.1.1.2 asks verifiers to take at least 64; the bound keeps the hashing of one short. */
const MAX_PASSWORD_LENGTH = 256;

/** The first administrator of a deployed service, whom no API can make: there is nobody yet who could ask it. */
export const adminCreate: Command = {
  summary: 'Make an administrator; the password is asked for, or read from standard input',
  usage: `--user NAME ${TARGET_USAGE}`,
  positionals: { min: 0, max: 0 },
  options: { ...TARGET_OPTIONS, user: { type: 'string' } },
  async run(args) {
    const userId = userIdOf(args);
    const target = await openTarget(args);
    const password = checkPassword(await readPassword());
    if ((await settingsStore(target.table, target.defaultDomain).read(target.domain)) === undefined) {
      throw new CommandError(`There is no identity domain ${target.domain}; nothing was done.`);
    }
    await putAdministrator(target, userId, password);
    console.log(`Administrator ${userId} of ${target.domain} was made.`);
    return 0;
  },
};

function userIdOf({ values }: CommandArguments): string {
  const userId = normaliseUserId(String(values.user ?? ''));
  if (userId === '' || userId.length > 256 || /[\p{Cc}:]/u.test(userId)) {
    throw new CommandError('--user must be a name of 1 to 256 characters without a colon.');
  }
  return userId;
}

function checkPassword(password: Secret<string>): Secret<string> {
  const { length } = [...password.reveal()];
  if (length < MIN_PASSWORD_LENGTH || length > MAX_PASSWORD_LENGTH) {
    throw new CommandError(
      `The password must have ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters; nothing was done.`,
    );
  }
  if (isDemoPassword(password) && !isTableOnThisMachine()) {
    throw new CommandError('That password stands in the README; nothing was done.');
  }
  return password;
}

/** One conditional write: a user of that name keeps his password and his groups. */
async function putAdministrator(target: Target, userId: string, password: Secret<string>): Promise<void> {
  const { table, domain } = target;
  const profile: ProfileItem = {
    userId,
    directory: domain,
    groups: ['Administrators'],
    attributes: {},
    verified: {},
    passwordHash: await hashPassword(password),
    passwordSetAt: Date.now(),
  };
  const write = new PutCommand({
    TableName: table.name,
    Item: { pk: userPartition({ domain, userId }), sk: PROFILE, ...profile },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  if ((await unlessBlocked(table.client.send(write))) === 'blocked') {
    throw new CommandError(`There is a user ${userId} in ${domain} already; nothing was done.`);
  }
}
