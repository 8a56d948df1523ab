import { paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { newGeneration, putProfileUpdate } from '../../functions/adapters/dynamodb/change-profile.ts';
import { profileKey, USERS_INDEX } from '../../functions/adapters/dynamodb/profile-item.ts';
import { unlessBlocked } from '../../functions/adapters/dynamodb/table.ts';
import { commonPasswords } from '../../functions/adapters/passwords/common-passwords.ts';
import { scryptPasswords } from '../../functions/adapters/passwords/scrypt.ts';
import { ADMINISTRATOR_GROUP } from '../../functions/core/directory/groups.ts';
import { isNewUserName, USER_NAME_EXPECTED } from '../../functions/core/directory/user-name.ts';
import { isShownText, normaliseShownText } from '../../functions/core/messages/shown-text.ts';
import { PASSWORD_EXPECTED, passwordFault } from '../../functions/core/passwords/password-policy.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';
import { UserIdField } from '../../functions/http/fields.ts';
import { type Command, type CommandArguments, CommandError } from '../command.ts';
import { operatorAudit } from '../operator-audit.ts';
import { readPasswords } from '../read-password.ts';
import { openTarget, TARGET_OPTIONS, TARGET_USAGE, type Target } from '../target.ts';
import { settingsOfOwnDomain } from '../users/open-domain.ts';

const ADMINISTRATOR = { groups: [ADMINISTRATOR_GROUP], language: 'en', attributes: {}, verified: [] } as const;

/** An administrator whom no API can make: there is nobody yet who could ask it, or nobody who can still get in. */
export const adminCreate: Command = {
  summary: 'Make administrators, better two than one; the passwords are asked for, or read from standard input',
  usage: `--user NAME [--user NAME] [--reason TEXT] ${TARGET_USAGE}`,
  positionals: { min: 0, max: 0 },
  options: { ...TARGET_OPTIONS, user: { type: 'string', multiple: true }, reason: { type: 'string' } },
  async run(args) {
    const names = namesOf(args);
    const reason = reasonOf(args);
    const target = await openTarget(args);
    const passwords = await readPasswords(names);
    const people = names.map((userId, at) => ({ userId, password: passwords[at] ?? new Secret('') }));
    for (const person of people) requireGood(person);
    await settingsOfOwnDomain(target);
    const made: string[] = [];
    for (const { userId, password } of people) {
      if (await create(target, userId, password, reason)) made.push(userId);
    }
    await report(target, made);
    const taken = names.filter((name) => !made.includes(name));
    if (taken.length === 0) return 0;
    const lines = taken.map((name) => `There is a user ${name} in ${target.domain} already, who stays as he is.`);
    throw new CommandError(lines.join('\n'));
  },
};

/** As that of a call of the API. */
const MAX_REASON_LENGTH = 200;

function namesOf({ values }: CommandArguments): readonly string[] {
  const typed = (values.user ?? ['']) as unknown as readonly string[];
  const names = typed.map((name) => {
    const userId = UserIdField.safeParse(name);
    if (userId.success && !userId.data.includes(':') && isNewUserName(name)) return userId.data;
    throw new CommandError(`--user must be ${USER_NAME_EXPECTED}.`);
  });
  if (new Set(names).size === names.length) return names;
  throw new CommandError('Two administrators are two people with two names.');
}

function reasonOf({ values }: CommandArguments): string | undefined {
  if (values.reason === undefined) return undefined;
  const text = String(values.reason);
  if (isShownText(text, MAX_REASON_LENGTH)) return normaliseShownText(text);
  throw new CommandError(`--reason must be one line of at most ${MAX_REASON_LENGTH} visible characters.`);
}

interface NewPerson {
  readonly userId: string;
  readonly password: Secret<string>;
}

function requireGood({ userId, password }: NewPerson): void {
  const fault = passwordFault(password, { userId, common: commonPasswords() });
  if (fault === undefined) return;
  throw new CommandError(`The password is not taken: ${PASSWORD_EXPECTED[fault]}. Nothing was done.`);
}

function create(
  target: Target,
  userId: string,
  password: Secret<string>,
  reason: string | undefined,
): Promise<boolean> {
  const event = { kind: 'administrator-created', domain: target.domain, userId } as const;
  return operatorAudit(target, reason).around(
    event,
    () => putAdministrator(target, userId, password),
    (isNew) => ({ outcome: isNew ? 'done' : 'refused' }),
  );
}

async function report(target: Target, made: readonly string[]): Promise<void> {
  for (const userId of made) console.log(`Administrator ${userId} of ${target.domain} was made.`);
  if (made.length === 0) return;
  const theyHave = made.length === 1 ? 'He has' : 'They have';
  console.log(`${theyHave} no second factor yet: POST /oauth2/rest/resources/secretkey, then the code in Sekisho-OTP.`);
  if (made.length > 1 || (await hasOtherAdministrator(target, made))) return;
  console.log(
    `${made[0]} is the only administrator of ${target.domain}: when he loses his second factor, nobody can help him. ` +
      'Make another person one too, with the same command and another name.',
  );
}

async function hasOtherAdministrator({ table: { client, name }, domain }: Target, made: readonly string[]) {
  const query = {
    TableName: name,
    IndexName: USERS_INDEX,
    KeyConditionExpression: 'directory = :domain',
    FilterExpression: 'contains(#groups, :administrators)',
    ExpressionAttributeNames: { '#groups': 'groups' },
    ExpressionAttributeValues: { ':domain': domain, ':administrators': ADMINISTRATOR_GROUP },
  };
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    if (Items.some(({ userId }) => !made.includes(String(userId)))) return true;
  }
  return false;
}

/** One conditional write: a user of that name keeps his password and his groups; false when there is one. */
async function putAdministrator({ table, domain }: Target, userId: string, password: Secret<string>): Promise<boolean> {
  const user = { domain, userId };
  const hash = await scryptPasswords.hash(password);
  const write = new UpdateCommand({
    TableName: table.name,
    Key: profileKey(user),
    ...putProfileUpdate(user, ADMINISTRATOR, { hash, setAtMs: Date.now() }, newGeneration(), { keys: {} }),
  });
  return (await unlessBlocked(table.client.send(write))) !== 'blocked';
}
