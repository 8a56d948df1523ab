import { Filter } from 'ldapts';
import type { AddressFields } from '../../core/directory/address-fields.ts';
import type { Wanted } from '../../core/directory/search.ts';

/**
 * RFC 4515: whom the user filter knows by a name that begins so, or whom it knows at all and whose address begins so. Phone
 * numbers stand in directories as people write them there, so both ways are asked for; matching passes over their blanks.
 */
export function searchFilter(userFilter: string, fields: AddressFields, { name, mail, phone }: Wanted): string {
  // A function, because `$&` in a text replacement means the match.
  const userWith = (value: string) => userFilter.replace('{userId}', () => value);
  const beginning = (attribute: string, text: string) => `(${attribute}=${Filter.escape(text)}*)`;
  const numbers = phone === undefined ? [] : [...new Set([phone.international, phone.national])];
  const addresses = [
    ...fields.mail.map((attribute) => beginning(attribute, mail)),
    ...fields.phone.flatMap((attribute) => numbers.map((number) => beginning(attribute, number))),
  ];
  return `(|${userWith(`${Filter.escape(name)}*`)}(&${userWith('*')}(|${addresses.join('')})))`;
}
