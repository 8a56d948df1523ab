import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOfReturn, isReturnUrl } from '../../../../functions/core/sessions/return-url.ts';

const RUNS = { seed: 20261122, numRuns: 500 };
const query = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string(), { maxKeys: 4 });

/** Addresses as an operator registers them: with a port, a path and a query, or without. */
const registered = fc
  .record({ host: fc.domain(), port: fc.constantFrom('', ':8443'), path: fc.webPath(), query })
  .map(({ host, port, path, query: pairs }) => {
    const url = new URL(`https://${host}${port}/${path.replace(/^\/+/, '')}`);
    for (const [name, value] of Object.entries(pairs)) url.searchParams.set(name, value);
    return url.href;
  });

describe('a return address', () => {
  test.each([
    'https://app.example/',
    'https://app.example/back?tab=1',
    'https://b.example:8443/x',
    'http://127.0.0.1:3000/demo/return',
    'http://localhost:3000/',
    'http://[::1]:3000/',
  ])('may be %j', (text) => {
    expect(isReturnUrl(text)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['two addresses', 'https://a.example/ https://b.example/'],
    ['a blank before it', ' https://a.example/'],
    ['no address', 'app.example'],
    ['another machine without encryption', 'http://app.example/'],
    ['another protocol on this machine', 'ftp://localhost/'],
    ['code', 'javascript:alert(1)'],
    ['another spelling than a browser has', 'https://app.example'],
    ['capital letters in the name of the host', 'https://App.example/'],
    ['a user name', 'https://app.example@evil.example/'],
    ['a password', 'https://:app.example@evil.example/'],
    ['a fragment', 'https://app.example/#top'],
    ['an empty fragment', 'https://app.example/#'],
    ['a pattern', 'https://*.app.example/'],
    ['a pattern in the path', 'https://app.example/*'],
  ])('is not one with %s', (_what, text) => {
    expect(isReturnUrl(text)).toBe(false);
  });

  test('is encrypted or on this machine, whatever somebody writes', () => {
    const texts = fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.webUrl(), fc.string());
    fc.assert(
      fc.property(texts, (text) => {
        if (!isReturnUrl(text)) return;
        const { protocol, hostname, hash, username } = new URL(text);
        expect(protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)).toBe(true);
        expect([hash, username]).toEqual(['', '']);
      }),
      RUNS,
    );
  });
});

describe('the address of the way home', () => {
  test('is the registered one with session and state, whatever the state is', () => {
    fc.assert(
      fc.property(registered, fc.string({ minLength: 1, unit: 'binary' }), (returnUrl, state) => {
        const [from, to] = [
          new URL(returnUrl),
          new URL(addressOfReturn({ returnUrl, id: 'ID', state, end: 'verified' })),
        ];
        expect([to.origin, to.pathname, to.hash]).toEqual([from.origin, from.pathname, '']);
        expect(to.href.startsWith(returnUrl)).toBe(true);
        const parameters = [...from.searchParams, ['session_id', 'ID'], ['state', state.toWellFormed()]];
        expect([...to.searchParams]).toEqual(parameters);
      }),
      RUNS,
    );
  });

  test.each([
    ['https://app.example/cb?next=%2Fa%20b', '&'],
    ['https://app.example/cb?flag', '&'],
    ["https://app.example/cb?sig=a~b'c*(d)", '&'],
    ['https://app.example/cb?a=b;c', '&'],
    ['https://app.example/cb?state=mine&session_id=7', '&'],
    ['https://app.example/cb?a=%E3%81%82&b=%e3%81%82', '&'],
    ['https://app.example/cb?', ''],
    ['https://app.example/cb?a=1&', ''],
    ['https://app.example/cb', '?'],
    ['https://app.example/cb&', '?'],
    ['https://app.example/%7Euser/a;b=c', '?'],
  ])('leaves %s as it is, to the letter', (returnUrl, join) => {
    expect(addressOfReturn({ returnUrl, id: 'ID', state: 'a b+c', end: 'verified' })).toBe(
      `${returnUrl}${join}session_id=ID&state=a+b%2Bc`,
    );
  });

  test('has no state when the application gave none', () => {
    expect(addressOfReturn({ returnUrl: 'https://app.example/', id: 'ID', end: 'denied' })).toBe(
      'https://app.example/?session_id=ID',
    );
  });
});
