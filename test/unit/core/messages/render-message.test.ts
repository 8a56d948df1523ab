import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isApplicationName } from '../../../../functions/core/applications/application-name.ts';
import { LANGUAGES } from '../../../../functions/core/messages/languages.ts';
import { renderPinMessage } from '../../../../functions/core/messages/render-message.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';

const settings = resolveSettings({});
const userId = 'alice@example.com';
const domain = { name: 'Staff' };
const values = { application: 'Shop', userId, domain, pin: new Secret('123456'), expiryMs: 300_000 };

describe.each(LANGUAGES)('a message in %s', (language) => {
  it('carries PIN, application and life, and fits one SMS with a name of 16 characters', () => {
    const message = renderPinMessage(settings, language, { ...values, application: 'A'.repeat(16) });
    for (const text of [message.emailText, message.smsText]) {
      expect(text).toContain('123456');
      expect(text).toContain('A'.repeat(16));
      expect(text).toMatch(/5 ?(minutes|分)/);
    }
    expect(message.smsText.length).toBeLessThanOrEqual(70);
  });

  it.each(['node.js', 'shop.example', '株式会社関所の経費精算ポータル', 'Café Łódź', 'my.shop-2.example'.slice(0, 16)])(
    'fits one SMS with the name %s too',
    (application) => {
      const { smsText } = renderPinMessage(settings, language, { ...values, application });
      expect(smsText.length).toBeLessThanOrEqual(70);
    },
  );

  it('says by mail which user of which domain it is for, and makes no link of the user', () => {
    const { emailText } = renderPinMessage(settings, language, values);
    expect(emailText).toContain('alice@example\u2024com (Staff)');
  });

  it('says by mail what the domain is for, and not in a text message, where it has no room', () => {
    const own = resolveSettings({ [`SmsText_${language}`]: '{pin} {domain}' });
    const introduced = { name: 'Staff', purpose: 'Mail and files' };
    const { emailText, smsText } = renderPinMessage(own, language, { ...values, domain: introduced });
    expect(emailText).toContain('(Staff: Mail and files)');
    expect(smsText).toBe('123456 Staff');
  });

  it('never has a link, whatever the application is called', () => {
    const name = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9. _-]{0,30}$/).filter(isApplicationName);
    fc.assert(
      fc.property(name, (application) => {
        const { subject, emailText, smsText } = renderPinMessage(settings, language, { ...values, application });
        for (const text of [subject, emailText, smsText])
          expect(text).not.toMatch(/https?:|www\.|[a-z0-9]\.[a-z]{2,}/i);
      }),
    );
  });

  it('puts values in once: a name that looks like a placeholder stays a name', () => {
    const { smsText } = renderPinMessage(settings, language, { ...values, application: '{pin}' });
    expect(smsText.match(/123456/g)).toHaveLength(1);
    expect(smsText).toContain('{pin}');
  });
});

it.each(['node.js', 'shop.example', 'a.b-c_d.e'])('an English SMS of %s needs seven bits a letter', (application) => {
  const own = resolveSettings({
    SmsText_en: '{pin} for {user} ({domain}) of {application}. Tell “nobody” – it’s yours…',
  });
  const { smsText } = renderPinMessage(own, 'en', {
    ...values,
    userId: 'a.b.12345678',
    application,
  });
  // Of 3GPP TS 23.038, what an English text has; some of ASCII (such as a backtick) is not in it.
  expect(smsText).toMatch(/^[A-Za-z0-9@$_ !"#%&'()*+,\-./:;<=>?\n\r]+$/);
});

it.each([
  [30_000, '30 seconds', '30秒'],
  [1_000, '1 second', '1秒'],
  [60_000, '1 minute', '1分'],
  [119_999, '1 minute', '1分'],
  [600_000, '10 minutes', '10分'],
])('a life of %i ms reads %j and %j', (expiryMs, english, japanese) => {
  expect(renderPinMessage(settings, 'en', { ...values, expiryMs }).smsText).toContain(`Good for ${english}.`);
  expect(renderPinMessage(settings, 'ja', { ...values, expiryMs }).smsText).toContain(`有効期間${japanese}。`);
});

it('an operator may word a message anew', () => {
  const own = resolveSettings({ SmsText_en: 'Hello {application}: {pin}' });
  expect(renderPinMessage(own, 'en', values).smsText).toBe('Hello Shop: 123456');
});
