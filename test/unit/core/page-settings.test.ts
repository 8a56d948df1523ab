import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../../functions/core/settings/check.ts';

describe('settings of the pages', () => {
  it.each([
    ['PageColor', '#2b4a7e'],
    ['PageColor', '#767676'], // the lightest grey with a contrast of 4.5
    ['PageLogo', ''],
    ['PageLogo', 'data:image/png;base64,iVBORw0KGgo='],
    ['PageName', '関所 <script> "bank" 🏦'],
  ])('accept %s %s', (name, value) => {
    expect(checkSettings({ [name]: value })).toMatchObject({ kind: 'valid' });
  });

  it.each([
    ['PageColor', '#777777'],
    ['PageColor', '#ffcc00'],
    ['PageColor', 'red'],
    ['PageColor', '#000;}body{background:url(x)'],
    ['PageLogo', 'https://example.com/logo.png'],
    ['PageLogo', 'data:text/html;base64,PGI+'],
    ['PageLogo', 'data:image/png;base64,AAAA" onerror="x'],
    ['PageName', ' '],
    ['PageName', 'https://example.com'],
  ])('refuse %s %s', (name, value) => {
    expect(checkSettings({ [name]: value })).toMatchObject({ kind: 'invalid' });
  });
});
