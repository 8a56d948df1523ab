import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  BACKSTAGE_FUNCTIONS,
  capabilityOf,
  type DeployedFunction,
  FUNCTIONS,
} from '../../functions/deployed-functions.ts';
import { projectFiles, ROOT, read } from './source-files.ts';

const sources = projectFiles().filter((file) => /\.(ts|mjs)$/.test(file));

/** An aim, not a gate (a longer file that reads well beats two that do not); more of these than today need a reason. */
const MAX_LINES = 200;

describe('the files of the project', () => {
  it('have names in kebab-case', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|d|config))?\.(ts|mjs)$/;
    expect(sources.filter((file) => !kebab.test(file.slice(file.lastIndexOf('/') + 1)))).toEqual([]);
  });

  it('stand in no folder for leftovers', () => {
    expect(projectFiles().filter((file) => /(^|\/)(helpers?|utils?|common|misc|shared)(\/|\.ts$)/.test(file))).toEqual(
      [],
    );
  });

  it('are short where they are deployed', () => {
    const long = sources
      .filter((file) => /^(functions|lib)\//.test(file))
      .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
      .filter(({ lines }) => lines > MAX_LINES);
    for (const { file, lines } of long) console.warn(`${file} has ${lines} lines; aim for ${MAX_LINES}`);
    expect(long.filter(({ lines }) => lines > 2 * MAX_LINES)).toEqual([]);
  });

  it('run under the Node that is deployed', () => {
    expect(process.version).toMatch(/^v24\./);
    expect(read('.nvmrc').trim()).toBe('24');
  });
});

describe('the folder of a function', () => {
  const deployed = projectFiles().flatMap((file) => /^functions\/[^/]+\/([^/]+)\/index\.ts$/.exec(file)?.[1] ?? []);

  it('is in the catalogue, and nothing else is', () => {
    expect([...Object.keys(FUNCTIONS), ...BACKSTAGE_FUNCTIONS].toSorted()).toEqual(deployed.toSorted());
  });

  it.each(deployed)('has contract, environment, handler and entry: %s', (name) => {
    const missing = ['contract.ts', 'env.ts', 'handler.ts', 'index.ts'].filter(
      (file) => !existsSync(`${ROOT}functions/${capabilityOf(name as DeployedFunction)}/${name}/${file}`),
    );
    expect(missing).toEqual([]);
  });
});
