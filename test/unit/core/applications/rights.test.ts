import { describe, expect, test } from 'vitest';
import type { Acting } from '../../../../functions/core/applications/application.ts';
import { hasRight } from '../../../../functions/core/applications/has-right.ts';
import { RIGHT_GROUPS, RIGHTS, type Right } from '../../../../functions/core/applications/rights.ts';

const FREE: Acting = { kind: 'free', name: 'asasas' };
const of = (rights: readonly Right[]): Acting => ({
  kind: 'registered',
  application: { name: 'shop', domain: 'D', domainId: '1', clients: [], returnUrls: [], rights },
});

describe.each(RIGHTS)('the right %s', (right) => {
  test.each(['standard', 'aal2'] as const)('is nobody’s by itself in the preset %s', (preset) => {
    for (const acting of [undefined, FREE, of([])]) {
      expect(hasRight(right, { groups: ['OTPRestUserGroup', 'Administrators'], acting, preset })).toBe(false);
    }
  });

  test('comes with its group, and with the application that the client acts for', () => {
    const preset = 'standard';
    for (const acting of [undefined, FREE, of([])]) {
      expect(hasRight(right, { groups: [RIGHT_GROUPS[right]], acting, preset })).toBe(true);
    }
    expect(hasRight(right, { groups: [], acting: of([right]), preset })).toBe(true);
  });

  test('does not come with another one', () => {
    const others = RIGHTS.filter((other) => other !== right);
    const groups = others.map((other) => RIGHT_GROUPS[other]);
    expect(hasRight(right, { groups, acting: of(others), preset: 'standard' })).toBe(false);
  });
});

test('the preset oam is as open as the original: addresses and domains, and nothing that the original did not have', () => {
  const open = RIGHTS.filter((right) => hasRight(right, { groups: [], acting: undefined, preset: 'oam' }));
  expect(open).toEqual(['address-override', 'other-domains']);
});
