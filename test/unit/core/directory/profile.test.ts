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

  it.each(['plain', '@example.com', 'a@', 'a b@example.com', 'a@b@c', 'a@example.com\nBcc: x@y.z', '<a@example.com>'])(
    'have no address %j',
    (mail) => {
      expect(checkAttributes(settings, { mail }).kind).toBe('invalid');
    },
  );
});
