import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grantedScope, narrowed } from '../../../../functions/core/tokens/scope.ts';
import { ALICE } from '../stubs.ts';

const clientWith = (attributes: Record<string, string>) => ({ ...ALICE, attributes });

describe('the scope of a client', () => {
  it.each<[string, string | undefined, readonly string[] | undefined]>([
    ['read write', undefined, ['read', 'write']],
    ['read write', 'write', ['write']],
    ['read write', 'write  read', ['write', 'read']],
    ['read write', 'read read', ['read']],
    ['read write', '', ['read', 'write']],
    ['read write', ' ', ['read', 'write']],
    ['read write', 'admin', undefined],
    ['read write', 'read admin', undefined],
    ['read write', 'rea', undefined],
    ['read write', 'READ', undefined],
    ['  read\n\twrite read ', undefined, ['read', 'write']],
    ['', undefined, []],
    ['', 'read', undefined],
  ])('of %j, asked for %j, is %j', (scope, asked, granted) => {
    expect(grantedScope(clientWith({ scope }), asked)).toEqual(granted);
  });

  it('is empty where the directory names none', () => {
    expect(grantedScope(clientWith({}), undefined)).toEqual([]);
    expect(grantedScope(clientWith({}), 'read')).toBeUndefined();
  });
});

describe('a scope that was granted before', () => {
  it('stays as it was without a wish, in its order', () => {
    expect(narrowed(['write', 'read'], undefined)).toEqual(['write', 'read']);
  });

  it('never becomes wider, whatever is asked', () => {
    const words = fc.array(fc.constantFrom('read', 'write', 'admin', 'rea', 'd'));
    fc.assert(
      fc.property(words, words, (granted, asked) => {
        fc.pre(asked.length > 0);
        const scope = narrowed(granted, asked.join(' '));
        const isPart = asked.every((word) => granted.includes(word));
        expect(scope).toEqual(isPart ? [...new Set(asked)] : undefined);
      }),
    );
  });
});
