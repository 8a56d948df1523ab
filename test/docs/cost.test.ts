import { expect, test } from 'vitest';
import { measureOperations } from '../../bench/operations/measure.ts';
import figures from '../../bench/operations.json' with { type: 'json' };
import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import type { Endpoint } from '../../functions/http/endpoint.ts';

test('the figures of docs/cost.md are what each operation asks of AWS', async () => {
  expect(await measureOperations(), 'npm run bench -- operations, then npm run docs').toEqual(figures);
}, 300_000);

test('every operation of the catalogue has figures', () => {
  const endpoints: readonly Endpoint[] = Object.values(FUNCTIONS).flat();
  const all = endpoints.flatMap(({ path, operations }) => Object.keys(operations).map((method) => `${method} ${path}`));
  expect([...new Set(figures.map(({ operation }) => operation))].toSorted()).toEqual(all.toSorted());
});
