import { randomBytes } from 'node:crypto';
import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Profile, ProfileChange } from '../../core/directory/profile.ts';
import type { UserKey } from '../../core/directory/user.ts';
import type { NewPassword } from '../../core/ports/directory.ts';
import { type SearchKeys, verifiedMap } from './profile-item.ts';

type Update = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

/** What goes with the attributes of a profile. */
export interface WrittenAddresses {
  readonly keys: SearchKeys;
  /** The names of those that prove nothing from now on; without it that stays as it is. */
  readonly unproven?: readonly string[];
  /** By attribute: what it was judged by, which must still stand. */
  readonly seen?: Readonly<Record<string, string | undefined>>;
}

function seenAddresses({ seen = {} }: WrittenAddresses) {
  const all = Object.entries(seen);
  const known = all.flatMap(([, value], at) => (value === undefined ? [] : [[`:s${at}`, value] as const]));
  return {
    names: Object.fromEntries(all.map(([name], at) => [`#s${at}`, name])),
    values: Object.fromEntries(known),
    conditions: all.map(([, value], at) =>
      value === undefined ? `attribute_not_exists(attributes.#s${at})` : `attributes.#s${at} = :s${at}`,
    ),
  };
}

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
  addresses: WrittenAddresses,
): Update {
  const { byMail, byPhone } = addresses.keys;
  const stands = seenAddresses(addresses);
  const found = { ...(byMail && { byMail }), ...(byPhone && { byPhone }) };
  const gone = (['byMail', 'byPhone'] as const).filter((key) => !(key in found));
  const isProven = (addresses.unproven ?? []).length === 0;
  const remove = [...gone, ...(isProven ? ['unproven'] : []), ...(password === undefined ? [] : [PREVIOUS])];
  const set = [
    'userId = :userId, directory = :directory',
    '#groups = :groups, #language = :language, attributes = :attributes, verified = :verified',
    ...passwordSet(password),
    ...(generation === undefined ? [] : ['generation = :generation']),
    ...Object.keys(found).map((key) => `${key} = :${key}`),
    ...(isProven ? [] : ['unproven = :unproven']),
  ];
  return {
    UpdateExpression: [`SET ${set.join(', ')}`, ...(remove.length === 0 ? [] : [`REMOVE ${remove.join(', ')}`])].join(
      ' ',
    ),
    ExpressionAttributeNames: { ...NAMES, ...stands.names },
    ExpressionAttributeValues: {
      ':userId': user.userId,
      ':directory': user.domain,
      ':groups': profile.groups,
      ':language': profile.language,
      ':attributes': profile.attributes,
      ':verified': verifiedMap(profile.verified),
      ...Object.fromEntries(Object.entries(found).map(([key, value]) => [`:${key}`, value])),
      ...(isProven ? {} : { ':unproven': verifiedMap(addresses.unproven ?? []) }),
      ...stands.values,
      ...passwordValues(password),
      ...(generation === undefined ? {} : { ':generation': generation }),
    },
    ConditionExpression:
      generation === undefined ? [STANDS, ...stands.conditions].join(' AND ') : 'attribute_not_exists(pk)',
    ReturnValues: 'ALL_NEW',
  };
}

/** Each attribute has its own path, so that two administrators who change different ones do not undo each other. */
export function changeProfileUpdate(
  change: ProfileChange,
  password: NewPassword | undefined,
  addresses: WrittenAddresses,
): Update {
  const { keys, unproven } = addresses;
  const stands = seenAddresses(addresses);
  const names: Record<string, string> = { ...stands.names };
  const values: Record<string, unknown> = { ...passwordValues(password), ...stands.values };
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
  if (unproven !== undefined && unproven.length > 0) {
    values[':unproven'] = verifiedMap(unproven);
    set.push('unproven = :unproven');
  } else if (unproven !== undefined) remove.push('unproven');
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
      ...stands.conditions,
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
