import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/derive-once.ts'],
    // More than a machine of two cores has: most tests wait, for a browser or for what stands still until a time-out.
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: { include: ['functions/core/**'] },
  },
});
