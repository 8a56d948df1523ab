import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/core/**/*.test.ts'],
    // Three thousand answers a mutant: the tests that say one behaviour each must find it, and they are quick.
    exclude: ['test/unit/core/passkeys/two-verifiers.test.ts'],
  },
});
