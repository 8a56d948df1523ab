import { describe, expect, it } from 'vitest';
import { boundedNames, boundedValues, chained, hashOf } from '../../../../functions/core/audit/record.ts';
import { ENTRY } from './stubs.ts';

const PLACE = { day: '2026-11-22', sequence: 1, previousHash: '' };

describe('the hash of a record', () => {
  it('does not depend on the order of its fields', () => {
    const record = chained(ENTRY, PLACE);
    const turned = Object.fromEntries(Object.entries(record).toReversed()) as typeof record;
    expect(hashOf(turned)).toBe(record.hash);
  });

  it('leaves out what is undefined, as the table does', () => {
    expect(hashOf({ ...ENTRY, ...PLACE, reason: undefined })).toBe(hashOf({ ...ENTRY, ...PLACE }));
  });

  it.each([
    ['kind', { kind: 'lock-ended' }],
    ['actor', { actor: { ...ENTRY.actor, userId: 'somebody' } }],
    ['a name in a list', { fields: ['PinLength'] }],
    ['time', { at: '2026-11-22T12:00:00.001Z' }],
    ['day of its end', { expiresAtSeconds: 1 }],
    ['sequence', { sequence: 2 }],
    ['record before', { previousHash: 'x' }],
  ] as const)('is another one for another %s', (_what, different) => {
    expect(hashOf({ ...ENTRY, ...PLACE, ...different })).not.toBe(chained(ENTRY, PLACE).hash);
  });
});

describe('what a record holds of what was sent', () => {
  it('is at most forty names of at most eighty characters', () => {
    const names = boundedNames(Array.from({ length: 60 }, (_, index) => `${index}${'x'.repeat(200)}`));
    expect(names).toHaveLength(40);
    expect(Math.max(...names.map((name) => name.length))).toBe(80);
    expect(boundedNames(['b', 'a'])).toEqual(['a', 'b']);
  });

  it('is short texts for values of every kind', () => {
    expect(
      boundedValues({ b: ['x', 'y'], a: 'text', c: undefined, d: { to: 1, from: null }, e: 'x'.repeat(999) }),
    ).toEqual({
      a: 'text',
      b: '["x","y"]',
      c: 'null',
      d: '{"from":null,"to":1}',
      e: 'x'.repeat(160),
    });
    expect(Object.keys(boundedValues(Object.fromEntries(Array.from({ length: 60 }, (_, n) => [n, n]))))).toHaveLength(
      40,
    );
  });
});
