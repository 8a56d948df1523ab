import { format, inspect } from 'node:util';
import { expect, it } from 'vitest';
import { Secret } from '../../../../functions/core/secrets/secret.ts';

const secret = new Secret('hunter2');

it.each<[string, (value: unknown) => string]>([
  ['a template', (value) => `${value}`],
  ['String()', String],
  ['JSON', (value) => JSON.stringify(value)],
  ['JSON of an object around it', (value) => JSON.stringify({ deep: [value] })],
  ['the inspection of a log', (value) => inspect(value)],
  ['the inspection of an object around it', (value) => inspect({ deep: [value] }, { depth: 9, showHidden: true })],
  ['a format with %s, %j and %o', (value) => format('%s %j %o', value, value, value)],
  ['an error', (value) => inspect(new Error(`wrong: ${value}`, { cause: value }))],
])('a secret is redacted in %s', (_where, print) => {
  expect(print(secret)).toContain('[redacted]');
  expect(print(secret)).not.toContain('hunter2');
});

it('a secret has nothing that could be listed or copied, and is had by its name alone', () => {
  expect(Object.keys(secret)).toEqual([]);
  expect({ ...secret }).toEqual({});
  expect(secret.reveal()).toBe('hunter2');
});
