import type { AddressFields } from './address-fields.ts';
import { attributeOf } from './attribute.ts';

/** What of a profile says which addresses are whose. */
export interface Addressed {
  readonly attributes: Readonly<Record<string, string>>;
  readonly verified: readonly string[];
  readonly unproven: readonly string[];
}

/**
 * The addresses that prove nothing: somebody else put them into a profile that stood already, and neither has a code come back
 * from there nor has he said that they are the user's. Those that a user was made with count.
 */
export function unprovenAfter(
  fields: AddressFields,
  before: Addressed | undefined,
  after: Pick<Addressed, 'attributes' | 'verified'>,
): readonly string[] {
  if (before === undefined) return [];
  return addressNames(fields).filter((name) => {
    const value = attributeOf(after.attributes, name);
    if (value === undefined || after.verified.includes(name)) return false;
    return attributeOf(before.attributes, name) === value ? before.unproven.includes(name) : true;
  });
}

export function addressNames({ mail, phone }: AddressFields): readonly string[] {
  return [...new Set([...mail, ...phone])];
}

/** Whether somebody says of an address that it is the user's who was not known to have it: that takes a reason. */
export function vouchesFor(
  fields: AddressFields,
  before: Addressed | undefined,
  after: { readonly attributes: Readonly<Record<string, string | null>>; readonly verified: readonly string[] },
): boolean {
  if (before === undefined) return false;
  return addressNames(fields).some(
    (name) =>
      after.verified.includes(name) &&
      (before.unproven.includes(name) || attributeOf(before.attributes, name) !== attributeOf(after.attributes, name)),
  );
}
