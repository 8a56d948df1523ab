import { describe, expect, it } from 'vitest';
import { MAIL_EXPECTED } from '../../../../functions/core/directory/mail-address.ts';
import { PHONE_EXPECTED } from '../../../../functions/core/directory/phone.ts';
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
    expect(checkAttributes(own, { mail: 'no address', mobile: 'no number', tel: '07911 123456' })).toMatchObject({
      attributes: { mail: 'no address', mobile: 'no number', tel: '+447911123456' },
    });
    expect(checkAttributes(own, { contact: 'no address', tel: 'no number' })).toEqual({
      kind: 'invalid',
      faults: [
        { field: 'attributes.contact', expected: MAIL_EXPECTED },
        { field: 'attributes.tel', expected: `${PHONE_EXPECTED} (in GB)` },
      ],
    });
  });

  it.each([
    [{ Mail: 'a@example.com' }, [{ field: 'attributes.Mail', expected: 'the name mail, as it is spelt' }]],
    [{ MOBILE: '090' }, [{ field: 'attributes.MOBILE', expected: 'the name mobile, as it is spelt' }]],
  ])('are no addresses under nearly the name where one is looked for: %j', (attributes, faults) => {
    expect(checkAttributes(settings, attributes)).toEqual({ kind: 'invalid', faults });
  });

  it('under nearly such a name can be removed', () => {
    expect(checkAttributes(settings, { Mail: null })).toEqual({ kind: 'valid', attributes: { Mail: null } });
  });

  it('may all be removed, addresses too', () => {
    const attributes = { mail: null, mobile: null };
    expect(checkAttributes(settings, attributes)).toEqual({ kind: 'valid', attributes });
  });

  it('keep addresses as messages go there', () => {
    const attributes = { mail: '"foo..bar"@docomo.ne.jp', mobile: '\u202a0081 90-1234-5678\u202c' };
    expect(checkAttributes(settings, attributes)).toEqual({
      kind: 'valid',
      attributes: { mail: 'foo..bar@docomo.ne.jp', mobile: '+819012345678' },
    });
  });

  it.each([
    ['', 'an empty one'],
    ['x\u202ey', 'a mark that turns the direction'],
    ['a\u200b', 'what nobody sees'],
    ['x'.repeat(257), 'more than 256'],
  ])('are visible texts otherwise: not %j, %s', (team) => {
    expect(checkAttributes(settings, { team })).toMatchObject({
      kind: 'invalid',
      faults: [{ field: 'attributes.team' }],
    });
  });
});
