import { beforeAll, describe, expect, it } from 'vitest';
import { CODES } from '../../functions/core/errors/codes.ts';
import { read } from './source-files.ts';

interface Content {
  readonly schema?: unknown;
  example?: unknown;
  examples?: unknown;
}
interface Answer {
  readonly description: string;
  headers?: Record<string, unknown>;
  readonly content?: Record<string, Content>;
}
interface Call {
  operationId?: string;
  tags?: string[];
  readonly requestBody?: { readonly content: Record<string, Content> };
  readonly responses: Record<string, Answer>;
}
interface Document {
  servers?: unknown;
  readonly tags: { name: string; description?: string }[];
  readonly paths: Record<string, Record<string, Call>>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

function fresh(): Document {
  return JSON.parse(read('docs/openapi.json'));
}

function callsOf({ paths }: Document): readonly (readonly [name: string, call: Call])[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const call = item[method];
      return call === undefined ? [] : [[`${method.toUpperCase()} ${path}`, call] as const];
    }),
  );
}

/** As much of it as is used: by a name that the type check does not follow, since its types are many and change. */
interface Linter {
  createConfig(options: object): Promise<unknown>;
  lintFromString(what: object): Promise<readonly { readonly ruleId: string; readonly message: string }[]>;
}

const LINTER: string = '@redocly/openapi-core';
let linter: Linter;
let config: unknown;

beforeAll(async () => {
  linter = await import(LINTER);
  config = await linter.createConfig({
    extends: ['recommended-strict'],
    rules: {
      'operation-operationId': 'error',
      'operation-tag-defined': 'error',
      'tag-description': 'error',
      // The forms of the pages answer 303 alone.
      'operation-2xx-response': 'off',
    },
  });
});

async function problemsOf(document: Document): Promise<readonly string[]> {
  const source = JSON.stringify(document);
  const problems = await linter.lintFromString({ source, absoluteRef: 'openapi.json', config });
  return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

/** What every body that is described lacks an example of, and every answer that a wait cures the header of. */
function gapsOf(document: Document): readonly string[] {
  return callsOf(document).flatMap(([name, { requestBody, responses }]) => {
    const answers = Object.entries(responses);
    const bodies: [string, Content][] = [
      ...Object.entries(requestBody?.content ?? {}),
      ...answers.flatMap(([status, { content }]) =>
        Object.entries(content ?? {}).flatMap(([type, each]): [string, Content][] =>
          type === 'text/html' ? [] : [[`${status} ${type}`, each]],
        ),
      ),
    ];
    const bare = bodies.filter(([, { example, examples }]) => example === undefined && examples === undefined);
    const waits = answers.filter(
      ([status, { headers }]) => ['429', '503'].includes(status) && headers?.['Retry-After'] === undefined,
    );
    return [
      ...bare.map(([what]) => `${name}: ${what}`),
      ...waits.map(([status]) => `${name}: Retry-After of ${status}`),
    ];
  });
}

describe('the OpenAPI document', () => {
  it('passes the linter that others use: identifiers, tags, servers, and examples that fit their schemas', async () => {
    expect(await problemsOf(fresh())).toEqual([]);
  });

  it('shows an example of each body, and Retry-After wherever a wait helps', () => {
    expect(callsOf(fresh()).length).toBeGreaterThan(50);
    expect(gapsOf(fresh())).toEqual([]);
  });

  it('names each operation once, as a method of a program is named', () => {
    const names = callsOf(fresh()).map(([, { operationId = '' }]) => operationId);
    expect(names.filter((name) => !/^[a-z]+([A-Z][a-z]+)+$/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('gives the body of each code as it is answered, with what to do', () => {
    const { examples } = (fresh() as unknown as { components: { examples: Record<string, Example> } }).components;
    type Example = { summary: string; value: { status?: number; code?: string } };
    const locked = examples['Problem.USER_LOCKED'];
    expect(locked?.value).toEqual({
      type: 'about:blank',
      title: CODES.USER_LOCKED.meaning,
      status: 422,
      code: 'USER_LOCKED',
    });
    expect(locked?.summary).toMatch(/Retry-After/);
  });
});

describe('the linter', () => {
  const first = (document: Document): Call => callsOf(document)[0]?.[1] as Call;
  const answerOf = (call: Call): Content => call.responses['200']?.content?.['application/json'] as Content;

  it.each<[missing: string, spoil: (document: Document) => void, complaint: RegExp]>([
    ['an operationId', (document) => delete first(document).operationId, /^operation-operationId:/],
    [
      'an operationId of its own',
      (document) => {
        for (const [, call] of callsOf(document).slice(0, 2)) call.operationId = 'same';
      },
      /^operation-operationId-unique:/,
    ],
    [
      'a tag that is described',
      (document) => {
        first(document).tags = ['other'];
      },
      /^operation-tag-defined:/,
    ],
    ['the servers', (document) => delete document.servers, /^no-empty-servers:/],
    [
      'an example that fits',
      (document) => {
        answerOf(first(document)).example = { resultCode: 0 };
      },
      /^no-invalid-media-type-examples:/,
    ],
  ])('complains without %s', async (_missing, spoil, complaint) => {
    const document = fresh();
    spoil(document);
    expect(await problemsOf(document)).toContainEqual(expect.stringMatching(complaint));
  });

  it.each<[missing: string, spoil: (document: Document) => void]>([
    ['an example of an answer', (document) => delete answerOf(first(document)).example],
    ['an example of a body', (document) => delete first(document).requestBody?.content['application/json']?.example],
    ['Retry-After', (document) => delete first(document).responses['429']?.headers],
  ])('is helped by a check of ours that complains without %s', (_missing, spoil) => {
    const document = fresh();
    spoil(document);
    expect(gapsOf(document)).toHaveLength(1);
  });
});
