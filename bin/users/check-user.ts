import { hashKind, parseSaltedSha } from '../../functions/adapters/passwords/salted-sha.ts';
import { isAttributeName } from '../../functions/core/directory/attribute.ts';
import { checkAttributes, type Profile } from '../../functions/core/directory/profile.ts';
import { readLanguage } from '../../functions/core/messages/languages.ts';
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
  | { readonly kind: 'valid'; readonly user: CheckedUser; readonly note?: string }
  | { readonly kind: 'invalid'; readonly reason: string };

/** By the rules of PUT /mfa/v1/users/{userId}. A reason names the field and what it should be, never what it was. */
export function checkUser(raw: RawUser, settings: Settings, common: ReadonlySet<string>): CheckedRecord {
  const userId = UserIdField.safeParse(raw.userId);
  if (!userId.success || userId.data.includes(':')) {
    return invalid('userId', 'a name of 1 to 256 characters without a colon');
  }
  const nameless = Object.keys(raw.attributes).find((name) => !isAttributeName(name));
  // The schema would pass over `__proto__` in silence.
  if (nameless !== undefined) return invalid('attributes', 'must have attribute names');
  const { passwords, userId: _name, ...fields } = raw;
  // A language that nobody can read is no reason to be without a second factor.
  const profile = NewProfile.safeParse({ ...fields, language: raw.language && readLanguage(raw.language) });
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
  const chosen = choosePassword(passwords, userId.data, common);
  if (chosen.kind === 'invalid') return invalid('password', chosen.expected);
  const { groups, language, verified } = profile.data;
  const stored = { groups, language, verified, attributes: attributes.attributes };
  const user = { userId: userId.data, profile: stored, password: chosen.kind === 'none' ? undefined : chosen };
  return { kind: 'valid', user, ...(chosen.kind === 'none' && passwords.length > 0 ? { note: WITHOUT_PASSWORD } : {}) };
}

const WITHOUT_PASSWORD = 'imported without a password: its hash is of no kind that can be checked here';

type Chosen =
  | NonNullable<CheckedUser['password']>
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid'; readonly expected: string };

/** The first that can be used: directories keep several, and hashes that only they can check. */
function choosePassword(texts: readonly string[], userId: string, common: ReadonlySet<string>): Chosen {
  const judged = texts.map((text) => judgePassword(text, userId, common));
  return (
    judged.find(({ kind }) => kind === 'clear' || kind === 'hash') ??
    judged.find(({ kind }) => kind === 'invalid') ?? { kind: 'none' }
  );
}

function judgePassword(text: string, userId: string, common: ReadonlySet<string>): Chosen {
  const value = new Secret(text);
  switch (hashKind(text)) {
    case 'other':
      return { kind: 'none' };
    case 'salted-sha': {
      const expected = 'a whole hash of {SSHA}, {SSHA256}, {SSHA384} or {SSHA512}';
      return parseSaltedSha(text) === undefined ? { kind: 'invalid', expected } : { kind: 'hash', value };
    }
    case 'none': {
      const fault = passwordFault(value, { userId, common });
      return fault === undefined ? { kind: 'clear', value } : { kind: 'invalid', expected: PASSWORD_EXPECTED[fault] };
    }
  }
}

function invalid(field: string, expected: string): CheckedRecord {
  return { kind: 'invalid', reason: `${field}: ${expected}` };
}
