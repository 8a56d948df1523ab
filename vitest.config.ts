import { defineConfig } from 'vitest/config';

/** What is driven through a browser or as a program of its own. */
const OUTSIDE = ['test/browser/**/*.test.ts', 'test/docs/**/*.test.ts'];

export default defineConfig({
  test: {
    setupFiles: ['test/derive-once.ts'],
    // More than a machine of two cores has: most tests wait, for a browser or for what stands still until a time-out.
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: { include: ['functions/core/**'] },
    projects: [
      {
        extends: true,
        // On a machine that does everything at once a page can come later than a test looks for it. A second try is written
        // down as one (retry x1), and a fault of the page fails it too. What is tried by attacks and races has one try.
        test: { name: 'outside', include: OUTSIDE, retry: process.env.CI === undefined ? 0 : 1 },
      },
      { extends: true, test: { name: 'inside', include: ['test/**/*.test.ts'], exclude: OUTSIDE } },
    ],
  },
});
