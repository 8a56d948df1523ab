import { describe, expect, test } from 'vitest';
import { shownFreeName } from '../../../../functions/core/applications/shown-name.ts';

describe('a name that nobody registered', () => {
  test.each([
    ['asasas', 'asasas'],
    ['app1', 'app1'],
    ['OMA_TEST', 'OMA_TEST'],
    ['My App', 'My_App'],
    ['demo-app', 'demo-app'],
    ['shop.2026', 'shop.2026'],
    ['x'.repeat(32), 'x'.repeat(32)],
  ])('is shown where it is a name: %s as %s', (name, shown) => {
    expect(shownFreeName(name, 'en')).toBe(shown);
  });

  test.each([
    ['a sentence', 'Your account is locked'],
    ['a sentence with other blanks', 'Your.account-is_locked'],
    ['a sentence without blanks', '口座が凍結されました'],
    ['a number to call', 'LOCKED call 0120-000-000 now'],
    ['a short number to call', 'call 01200'],
    ['a number in other digits', '٠١٢٣٤٥٦٧'],
    ['a long one', 'x'.repeat(33)],
    ['letters that look like others', 'Раypal'],
  ])('is not shown where it could be %s', (_what, name) => {
    expect([shownFreeName(name, 'en'), shownFreeName(name, 'ja')]).toEqual(['an application', 'アプリケーション']);
  });
});
