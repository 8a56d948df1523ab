import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { newGeneration, putProfileUpdate } from '../../functions/adapters/dynamodb/change-profile.ts';
import { profileKey } from '../../functions/adapters/dynamodb/profile-item.ts';
import { unlessBlocked } from '../../functions/adapters/dynamodb/table.ts';
import { commonPasswords } from '../../functions/adapters/passwords/common-passwords.ts';
import { scryptPasswords } from '../../functions/adapters/passwords/scrypt.ts';
import { isNewUserName, USER_NAME_EXPECTED } from '../../functions/core/directory/user-name.ts';
import { PASSWORD_EXPECTED, passwordFault } from '../../functions/core/passwords/password-policy.ts';
import type { Secret } from '../../functions/core/secrets/secret.ts';
import { UserIdField } from '../../functions/http/fields.ts';
import { type Command, type CommandArguments, CommandError } from '../command.ts';
import { operatorAudit } from '../operator-audit.ts';
import { readPassword } from '../read-password.ts';
import { openTarget, TARGET_OPTIONS, TARGET_USAGE, type Target } from '../target.ts';
import { settingsOfOwnDomain } from '../users/open-domain.ts';

const ADMINISTRATOR = { groups: ['Administrators'], language: 'en', attributes: {}, verified: [] } as const;

/** The first administrator of a deployed service, whom no API can make: there is nobody yet who could ask it. */
export const adminCreate: Command = {
  summary: 'Make an administrator; the password is asked for, or read from standard input',
  usage: `--user NAME ${TARGET_USAGE}`,
  positionals: { min: 0, max: 0 },
  options: { ...TARGET_OPTIONS, user: { type: 'string' } },
  async run(args) {
    const userId = userIdOf(args);
    const target = await openTarget(args);
    const password = await readPassword();
    const fault = passwordFault(password, { userId, common: commonPasswords() });
    if (fault !== undefined) {
      throw new CommandError(`The password is not taken: ${PASSWORD_EXPECTED[fault]}. Nothing was done.`);
    }
    await settingsOfOwnDomain(target);
    const event = { kind: 'administrator-created', domain: target.domain, userId } as const;
    const made = await operatorAudit(target).around(
      event,
      () => putAdministrator(target, userId, password),
      (isNew) => ({ outcome: isNew ? 'done' : 'refused' }),
    );
    if (!made) throw new CommandError(`There is a user ${userId} in ${target.domain} already; nothing was done.`);
    console.log(`Administrator ${userId} of ${target.domain} was made.`);
    console.log('He has no second factor yet: POST /oauth2/rest/resources/secretkey, then the code in Sekisho-OTP.');
    return 0;
  },
};

function userIdOf({ values }: CommandArguments): string {
  const userId = UserIdField.safeParse(values.user);
  if (!userId.success || userId.data.includes(':') || !isNewUserName(String(values.user))) {
    throw new CommandError(`--user must be ${USER_NAME_EXPECTED}.`);
  }
  return userId.data;
}

/** One conditional write: a user of that name keeps his password and his groups; false when there is one. */
async function putAdministrator({ table, domain }: Target, userId: string, password: Secret<string>): Promise<boolean> {
  const user = { domain, userId };
  const hash = await scryptPasswords.hash(password);
  const write = new UpdateCommand({
    TableName: table.name,
    Key: profileKey(user),
    ...putProfileUpdate(user, ADMINISTRATOR, { hash, setAtMs: Date.now() }, newGeneration(), {}),
  });
  return (await unlessBlocked(table.client.send(write))) !== 'blocked';
}
