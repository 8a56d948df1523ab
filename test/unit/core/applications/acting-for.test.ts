import { describe, expect, test } from 'vitest';
import {
  type ActingClient,
  type Application,
  actingFor,
  audienceOf,
} from '../../../../functions/core/applications/application.ts';
import { foldApplicationName } from '../../../../functions/core/applications/application-name.ts';

const SHOP: Application = {
  name: 'Shop',
  domain: 'D',
  domainId: '1',
  clients: [{ userId: 'shop-app', generation: 'first' }, { userId: 'old-app' }],
  returnUrls: [],
  rights: [],
};
const CLIENT: ActingClient = { user: { domain: 'D', userId: 'shop-app' }, domainId: '1', generation: 'first' };
const OLD: ActingClient = { ...CLIENT, user: { domain: 'D', userId: 'old-app' }, generation: undefined };

describe('a client acts', () => {
  test('for an application that names it', () => {
    expect(actingFor('Shop', SHOP, CLIENT)).toEqual({ kind: 'registered', application: SHOP });
    expect(actingFor('Shop', SHOP, OLD)).toEqual({ kind: 'registered', application: SHOP });
  });

  test('under a name that nobody registered as nobody in particular', () => {
    expect(actingFor('Shop', undefined, CLIENT)).toEqual({ kind: 'free', name: 'Shop' });
  });

  test.each<[what: string, name: string, client: ActingClient]>([
    ['that it does not name', 'Shop', { ...CLIENT, user: { domain: 'D', userId: 'other' } }],
    ['of another domain', 'Shop', { ...CLIENT, user: { domain: 'E', userId: 'shop-app' } }],
    ['of a domain that was made anew', 'Shop', { ...CLIENT, domainId: '2' }],
    ['of a domain that is gone', 'Shop', { ...CLIENT, domainId: undefined }],
    ['that was made anew', 'Shop', { ...CLIENT, generation: 'second' }],
    ['whose account says nothing of its generation', 'Shop', { ...CLIENT, generation: undefined }],
    ['that is younger than the record', 'Shop', { ...OLD, generation: 'second' }],
    ['that spells the name in another way', 'shop', CLIENT],
  ])('never for one when it is a client %s', (_what, name, client) => {
    expect(actingFor(name, SHOP, client)).toBe('closed');
  });
});

test('an audience names domain and application, and no two applications share one', () => {
  expect(audienceOf(SHOP)).toBe('D/Shop');
});

test.each([
  ['Shop', 'shop'],
  [' ＳＨＯＰ ', 'shop'],
  ['İ', 'i̇'],
])('%j is compared as %j', (name, folded) => {
  expect([foldApplicationName(name), foldApplicationName(folded)]).toEqual([folded, folded]);
});
