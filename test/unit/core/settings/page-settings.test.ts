import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../../../functions/core/settings/check-settings.ts';
import { isReadableUnderWhite } from '../../../../functions/core/settings/colour.ts';

describe('settings of the pages', () => {
  it.each([
    ['PageColor', '#2b4a7e'],
    ['PageColor', '#767676'], // the lightest grey with a contrast of 4.5
    ['PageColor', '#0072f0'], // 4.5014: the dark channels of a colour count in a straight line (WCAG 2.2)
    ['PageColor', '#0A0A0A'],
    ['PageLogo', ''],
    ['PageLogo', 'data:image/png;base64,iVBORw0KGgo='],
    ['PageName', '関所 <script> "bank" 🏦'],
    ['HelpDeskName', ''],
    ['HelpDeskName', '情報システム部 ヘルプデスク'],
    ['HelpDeskPhone', ''],
    ['HelpDeskPhone', '03-1234-5678（平日9〜17時）'],
    ['HelpDeskPhone', '内線 4321'],
    ['HelpDeskPhone', '+81 (3) 1234-5678 ext. 12'],
    ['HelpDeskAddress', ''],
    ['HelpDeskAddress', 'https://it.example/help?from=2fa'],
    ['HelpDeskAddress', 'help@example.co.jp'],
    ['TimeZone', 'UTC'],
    ['TimeZone', 'Asia/Kolkata'], // an alias in Intl, and what people write
    ['TimeZone', 'America/Argentina/Buenos_Aires'],
  ])('accept %s %s', (name, value) => {
    expect(checkSettings({ [name]: value })).toMatchObject({ kind: 'valid' });
  });

  it.each([
    ['PageColor', '#777777'],
    ['PageColor', '#ffcc00'],
    ['PageColor', 'red'],
    ['PageColor', '#000;}body{background:url(x)'],
    ['PageColor', '#00112;'],
    ['PageColor', '#12345'],
    ['PageLogo', 'https://example.com/logo.png'],
    ['PageLogo', 'data:text/html;base64,PGI+'],
    ['PageLogo', 'data:image/png;base64,AAAA" onerror="x'],
    ['PageName', ' '],
    ['PageName', 'https://example.com'],
    ['HelpDeskName', 'call 0120-000-000'],
    ['HelpDeskPhone', '0990-123456 call now evil.com'],
    ['HelpDeskPhone', 'Send your PIN 03-1234'],
    ['HelpDeskPhone', 'パスワードを教えて 03-1234'],
    ['HelpDeskPhone', '03-1234-5678 (evil.com)'],
    ['HelpDeskAddress', 'https:evil.example'],
    ['HelpDeskAddress', 'https:\\\\evil.example'],
    ['HelpDeskAddress', 'https://x'],
    ['HelpDeskAddress', 'https://127.0.0.1/'],
    ['HelpDeskAddress', 'https://x.example/<script>'],
    ['HelpDeskAddress', 'https://x.example/ a b'],
    ['HelpDeskAddress', 'https://аррӏе.com/'],
    ['HelpDeskName', 'help.example'],
    ['HelpDeskPhone', 'https://evil.example/123'],
    ['HelpDeskPhone', 'help@123.example'],
    ['HelpDeskPhone', 'nobody'],
    ['HelpDeskPhone', '03-1234-5678\n'],
    ['HelpDeskAddress', 'http://it.example/'],
    ['HelpDeskAddress', 'javascript:alert(1)'],
    ['HelpDeskAddress', 'https://it.example@evil.example/'],
    ['HelpDeskAddress', 'help desk'],
    ['HelpDeskAddress', 'mailto:help@example.com'],
    ['TimeZone', '+09:00'],
    ['TimeZone', 'Mars/Base'],
    ['TimeZone', ''],
  ])('refuse %s %s', (name, value) => {
    expect(checkSettings({ [name]: value })).toMatchObject({ kind: 'invalid' });
  });
});

it.each(['x#2b4a7e', '0000000#2b4a7e', '#2b4a7e;', ' #2b4a7e', '#2b4a7e7'])(
  '%j is no colour, whatever stands around one',
  (text) => {
    expect(isReadableUnderWhite(text)).toBe(false);
  },
);
