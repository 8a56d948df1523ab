import { describe, expect, it } from 'vitest';
import { waitSecondsOf } from '../../../functions/http/prefer-wait.ts';

describe('the seconds of Prefer: wait', () => {
  it.each([
    ['wait=10', 10],
    ['WAIT=10', 10],
    ['wait="5"', 5],
    [' wait = 7 ', 7],
    ['respond-async, wait=3', 3],
    ['wait=3; foo=bar', 3],
    ['wait=1', 1],
    ['wait=25', 25],
    ['wait=26', 25],
    ['wait=999999', 25],
  ])('of %j are %i', (prefer, seconds) => {
    expect(waitSecondsOf(prefer)).toBe(seconds);
  });

  it.each([undefined, '', 'wait', 'wait=', 'wait=0', 'wait=-1', 'wait=1.5', 'wait=x', 'waiting=5', 'wait=9999999'])(
    'are none in %j, which is ignored as RFC 7240 asks',
    (prefer) => {
      expect(waitSecondsOf(prefer)).toBeUndefined();
    },
  );
});
