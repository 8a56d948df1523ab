import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../functions/http/endpoint.ts';
import { metricsOf } from '../../../functions/http/metrics.ts';
import type { Reply } from '../../../functions/http/reply.ts';

const proving = { provesFactor: true, caller: 'client' } as Operation;
const reading = { caller: 'client' } as Operation;
const right: Reply = { status: 200 };

describe('the times of a call', () => {
  it.each<[string, Operation, { durationMs: number; passwordMs: number | undefined }, object]>([
    ['a code alone', proving, { durationMs: 12, passwordMs: undefined }, { Accepted: 1, VerifyMilliseconds: 12 }],
    [
      'a code after a password, whose hash is not the time of the code',
      proving,
      { durationMs: 412, passwordMs: 400 },
      { Accepted: 1, VerifyMilliseconds: 12, PasswordMilliseconds: 400 },
    ],
    [
      'a clock that was set back meanwhile, as no time',
      proving,
      { durationMs: 3, passwordMs: 9 },
      { Accepted: 1, VerifyMilliseconds: 0, PasswordMilliseconds: 9 },
    ],
    ['a password alone', reading, { durationMs: 412, passwordMs: 400 }, { PasswordMilliseconds: 400 }],
    ['neither', reading, { durationMs: 12, passwordMs: undefined }, {}],
  ])('are told for %s', (_what, operation, took, metrics) => {
    expect(metricsOf(operation, right, took)).toEqual(metrics);
  });
});
