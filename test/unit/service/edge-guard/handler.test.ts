import { describe, expect, test } from 'vitest';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { edgeGuardHandler } from '../../../../functions/service/edge-guard/handler.ts';

const guard = edgeGuardHandler({ readSecret: async () => new Secret('the-shared-secret') });
const shown = (value?: string) => ({
  headers: { host: 'x', ...(value === undefined ? {} : { 'x-sekisho-origin': value }) },
});

describe('the edge guard', () => {
  test('lets in who shows the secret', async () => {
    expect(await guard(shown('the-shared-secret'))).toEqual({ isAuthorized: true, context: { throughEdge: true } });
  });

  test.each([
    ['another value', shown('the-shared-secreT')],
    ['a part of it', shown('the-shared')],
    ['an empty value', shown('')],
    ['no header', shown()],
    ['no headers at all', {}],
    ['no event', undefined],
  ])('keeps out %s', async (_case, event) => {
    expect(await guard(event)).toEqual({ isAuthorized: false });
  });

  test('keeps everybody out while the secret is empty or cannot be read', async () => {
    const empty = edgeGuardHandler({ readSecret: async () => new Secret('') });
    expect(await empty(shown(''))).toEqual({ isAuthorized: false });
    const broken = edgeGuardHandler({ readSecret: () => Promise.reject(new Error('down')) });
    await expect(broken(shown('the-shared-secret'))).rejects.toThrow('down');
  });
});
