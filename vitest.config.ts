import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/derive-once.ts'],
    // The default leaves one core idle, and most tests wait for a password hash or a browser.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: { include: ['functions/core/**'] },
  },
});
