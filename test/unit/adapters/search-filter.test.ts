import { expect, test } from 'vitest';
import { searchFilter } from '../../../functions/adapters/ldap/search-filter.ts';

const FIELDS = { mail: ['mail', 'shopMail'], phone: ['mobile'] } as const;

test('a search asks for names, and for addresses of those alone whom the user filter knows', () => {
  const phone = { international: '+8190', national: '090' };
  expect(searchFilter('(&(objectClass=person)(uid={userId}))', FIELDS, { name: '090', mail: '090', phone })).toBe(
    '(|(&(objectClass=person)(uid=090*))' +
      '(&(&(objectClass=person)(uid=*))(|(mail=090*)(shopMail=090*)(mobile=+8190*)(mobile=090*))))',
  );
});

test.each([
  ['*)(uid=*', '\\2a\\29\\28uid=\\2a'],
  ['$&', '$&'],
  ['{userId}', '{userId}'],
  ['\\2a', '\\5c2a'],
])('what is typed is only ever a text: %s', (typed, escaped) => {
  const filter = searchFilter('(uid={userId})', FIELDS, { name: typed, mail: typed, phone: undefined });
  expect(filter).toBe(`(|(uid=${escaped}*)(&(uid=*)(|(mail=${escaped}*)(shopMail=${escaped}*))))`);
});
