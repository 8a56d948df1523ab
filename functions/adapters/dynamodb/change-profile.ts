import { randomBytes } from 'node:crypto';
import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Profile, ProfileChange } from '../../core/directory/profile.ts';
import type { UserKey } from '../../core/directory/user.ts';
import type { NewPassword } from '../../core/ports/directory.ts';
import { type SearchKeys, verifiedMap } from './profile-item.ts';

type Update = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

/** Both words are reserved in expressions. */
const NAMES = { '#groups': 'groups', '#language': 'language' } as const;

const PREVIOUS = 'previousHash, previousUntil';

/** There is a user, and he is not being removed. */
const STANDS = 'attribute_exists(pk) AND attribute_not_exists(deletedAt)';

/** The whole profile; the password only when there is a new one. `generation` is that of a person who is made now. */
export function putProfileUpdate(
  user: UserKey,
  profile: Profile,
  password: NewPassword | undefined,
  generation: string | undefined,
  keys: SearchKeys,
): Update {
  const { byMail, byPhone } = keys;
  const found = { ...(byMail && { byMail }), ...(byPhone && { byPhone }) };
  const gone = (['byMail', 'byPhone'] as const).filter((key) => !(key in found));
  const remove = [...gone, ...(password === undefined ? [] : [PREVIOUS])];
  const set = [
    'userId = :userId, directory = :directory',
    '#groups = :groups, #language = :language, attributes = :attributes, verified = :verified',
    ...passwordSet(password),
    ...(generation === undefined ? [] : ['generation = :generation']),
    ...Object.keys(found).map((key) => `${key} = :${key}`),
  ];
  return {
    UpdateExpression: [`SET ${set.join(', ')}`, ...(remove.length === 0 ? [] : [`REMOVE ${remove.join(', ')}`])].join(
      ' ',
    ),
    ExpressionAttributeNames: NAMES,
    ExpressionAttributeValues: {
      ':userId': user.userId,
      ':directory': user.domain,
      ':groups': profile.groups,
      ':language': profile.language,
      ':attributes': profile.attributes,
      ':verified': verifiedMap(profile.verified),
      ...Object.fromEntries(Object.entries(found).map(([key, value]) => [`:${key}`, value])),
      ...passwordValues(password),
      ...(generation === undefined ? {} : { ':generation': generation }),
    },
    ConditionExpression: generation === undefined ? STANDS : 'attribute_not_exists(pk)',
    ReturnValues: 'ALL_NEW',
  };
}

/** Each attribute has its own path, so that two administrators who change different ones do not undo each other. */
export function changeProfileUpdate(
  change: ProfileChange,
  password: NewPassword | undefined,
  keys: SearchKeys,
): Update {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = { ...passwordValues(password) };
  const set: string[] = passwordSet(password);
  const overlap = password?.overlap;
  const endsPrevious = change.endsPreviousPassword === true || (password !== undefined && overlap === undefined);
  const remove: string[] = endsPrevious ? [PREVIOUS] : [];
  for (const name of ['groups', 'language'] as const) {
    if (change[name] === undefined) continue;
    names[`#${name}`] = name;
    values[`:${name}`] = change[name];
    set.push(`#${name} = :${name}`);
  }
  Object.entries(change.attributes ?? {}).forEach(([name, value], at) => {
    names[`#a${at}`] = name;
    // Whatever was verified was the old value.
    if (change.verified === undefined) remove.push(`verified.#a${at}`);
    if (value === null) remove.push(`attributes.#a${at}`);
    else {
      values[`:a${at}`] = value;
      set.push(`attributes.#a${at} = :a${at}`);
    }
  });
  for (const [key, value] of Object.entries(keys)) {
    if (value === null) remove.push(key);
    else {
      values[`:${key}`] = value;
      set.push(`${key} = :${key}`);
    }
  }
  if (change.verified !== undefined) {
    values[':verified'] = verifiedMap(change.verified);
    set.push('verified = :verified');
  }
  const parts = [...(set.length === 0 ? [] : [`SET ${set.join(', ')}`])];
  if (remove.length > 0) parts.push(`REMOVE ${remove.join(', ')}`);
  return {
    ...(parts.length === 0 ? {} : { UpdateExpression: parts.join(' ') }),
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
    ConditionExpression: [
      `${STANDS} AND attribute_exists(attributes) AND attribute_exists(verified)`,
      ...(overlap === undefined ? [] : ['passwordHash = :previous']),
    ].join(' AND '),
    ReturnValues: 'ALL_NEW',
  };
}

function passwordSet(password: NewPassword | undefined): string[] {
  if (password === undefined) return [];
  const kept = password.overlap === undefined ? [] : ['previousHash = :previous, previousUntil = :until'];
  return ['passwordHash = :hash, passwordSetAt = :setAt', ...kept];
}

function passwordValues(password: NewPassword | undefined): Record<string, unknown> {
  if (password === undefined) return {};
  const { hash, setAtMs, overlap } = password;
  const kept = overlap === undefined ? {} : { ':previous': overlap.previous.reveal(), ':until': overlap.untilMs };
  return { ':hash': hash.reveal(), ':setAt': setAtMs, ...kept };
}

/** 72 random bits: it only has to differ among the people of one name, and stands in each of their items. */
export function newGeneration(): string {
  return randomBytes(9).toString('base64url');
}
