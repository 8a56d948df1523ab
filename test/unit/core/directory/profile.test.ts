import { describe, expect, it } from 'vitest';
import { checkAttributes } from '../../../../functions/core/directory/profile.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';

const settings = resolveSettings({});

describe('the attributes of a user', () => {
  it('keep phone numbers in E.164 and everything else as it is; null stays, for it removes', () => {
    const attributes = { mail: 'a@example.com', mobile: '090-1234-5678', team: 'blue', old: null };
    expect(checkAttributes(settings, attributes)).toEqual({
      kind: 'valid',
      attributes: { mail: 'a@example.com', mobile: '+819012345678', team: 'blue', old: null },
    });
  });

  it('are addresses where the settings of the domain say so', () => {
    const own = resolveSettings({ EmailField: 'contact', PhoneField: 'tel', DefaultCountry: 'GB' });
    expect(checkAttributes(own, { mail: 'no address', mobile: 'no number', tel: '020 7946 0018' })).toMatchObject({
      attributes: { mail: 'no address', mobile: 'no number', tel: '+442079460018' },
    });
    expect(checkAttributes(own, { contact: 'no address', tel: 'no number' })).toEqual({
      kind: 'invalid',
      faults: [
        { field: 'attributes.contact', expected: 'an e-mail address' },
        { field: 'attributes.tel', expected: 'a phone number that can exist (in GB)' },
      ],
    });
  });

  it('may all be removed, addresses too', () => {
    const attributes = { mail: null, mobile: null };
    expect(checkAttributes(settings, attributes)).toEqual({ kind: 'valid', attributes });
  });

  it.each([
    'alice@example.com',
    'a@b',
    "o'neil+shop/1=x@mail-1.example.co.jp",
    'アリス@example.com',
    `${'a'.repeat(64)}@${'b'.repeat(254)}`,
  ])('may have the address %j', (mail) => {
    expect(checkAttributes(settings, { mail }).kind).toBe('valid');
  });

  it.each([
    'plain',
    '@example.com',
    'a@',
    'a b@example.com',
    'a@b@c',
    'a@example.com\nBcc: x@y.z',
    '<a@example.com>',
    'a@-example.com',
    'a@example.com.',
    'a@exa_mple.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(255)}`,
  ])('have no address %j', (mail) => {
    expect(checkAttributes(settings, { mail }).kind).toBe('invalid');
  });
});
