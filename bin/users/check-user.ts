import { parseSaltedSha } from '../../functions/adapters/passwords/salted-sha.ts';
import { checkAttributes, type Profile } from '../../functions/core/directory/profile.ts';
import { PASSWORD_EXPECTED, passwordFault } from '../../functions/core/passwords/password-policy.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';
import type { Settings } from '../../functions/core/settings/resolve.ts';
import { NewProfile } from '../../functions/directory/users/contract.ts';
import { UserIdField } from '../../functions/http/fields.ts';
import type { RawUser } from './raw-user.ts';

/** A user that may be stored as it is. */
export interface CheckedUser {
  readonly userId: string;
  readonly profile: Profile;
  readonly password: { readonly kind: 'clear' | 'hash'; readonly value: Secret<string> } | undefined;
}

type CheckedRecord =
  | { readonly kind: 'valid'; readonly user: CheckedUser }
  | { readonly kind: 'invalid'; readonly reason: string };

/** By the rules of PUT /mfa/v1/users/{userId}. A reason names the field and what it should be, never what it was. */
export function checkUser(raw: RawUser, settings: Settings, common: ReadonlySet<string>): CheckedRecord {
  const userId = UserIdField.safeParse(raw.userId);
  if (!userId.success || userId.data.includes(':')) {
    return invalid('userId', 'a name of 1 to 256 characters without a colon');
  }
  const { password, userId: _name, ...fields } = raw;
  const profile = NewProfile.safeParse(fields);
  if (!profile.success) {
    const [issue] = profile.error.issues;
    return invalid(issue?.path.join('.') ?? '', issue?.message ?? '');
  }
  const attributes = checkAttributes(settings, profile.data.attributes);
  if (attributes.kind === 'invalid') {
    const [fault] = attributes.faults;
    return invalid(fault?.field ?? '', fault?.expected ?? '');
  }
  if (profile.data.verified.some((name) => !Object.hasOwn(attributes.attributes, name))) {
    return invalid('verified', 'names of attributes that the user has');
  }
  const checked = checkPassword(password, userId.data, common);
  if (typeof checked === 'string') return invalid('password', checked);
  const { groups, language, verified } = profile.data;
  const stored = { groups, language, verified, attributes: attributes.attributes };
  return { kind: 'valid', user: { userId: userId.data, profile: stored, password: checked } };
}

function checkPassword(
  text: string | undefined,
  userId: string,
  common: ReadonlySet<string>,
): CheckedUser['password'] | string {
  if (text === undefined) return undefined;
  const value = new Secret(text);
  if (text.startsWith('{')) {
    return parseSaltedSha(text) === undefined ? 'a hash of {SSHA}, {SSHA256} or {SSHA512}' : { kind: 'hash', value };
  }
  const fault = passwordFault(value, { userId, common });
  return fault === undefined ? { kind: 'clear', value } : PASSWORD_EXPECTED[fault];
}

function invalid(field: string, expected: string): CheckedRecord {
  return { kind: 'invalid', reason: `${field}: ${expected}` };
}
