import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CAPABILITIES, type Capability, lacksOf, TARGETS } from './target.ts';

const sources = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.test.ts') && file !== 'target.test.ts')
  .map((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8'));

describe('what a target lacks', () => {
  it('is nothing where no target is named, so that an unknown one must pass everything', () => {
    expect(lacksOf()).toEqual([]);
  });

  it.each(Object.keys(TARGETS))('is a capability that is told in a sentence: %s', (name) => {
    for (const capability of lacksOf(name)) expect(CAPABILITIES[capability]).toMatch(/^[A-Z].*[^.]$/);
  });

  it.each(['MiniStack', '', 'constructor'])('is an error that names the known ones for %j', (name) => {
    expect(() => lacksOf(name)).toThrow(/known: embedded, ministack, moto, aws/);
  });
});

it.each(Object.keys(CAPABILITIES) as Capability[])('a test needs the capability "%s"', (capability) => {
  expect(sources.filter((text) => text.includes(`'${capability}'`)).length).toBeGreaterThan(0);
});
