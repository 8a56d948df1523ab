import { describe, expect, it, vi } from 'vitest';
import { inTurn } from '../../../../functions/core/enrol/in-turn.ts';
import type { Turns } from '../../../../functions/core/ports/turns.ts';
import { NOW_MS } from '../stubs.ts';

const USER = { domain: 'Shop', userId: 'alice' };

function turns(begun: string) {
  const ended = vi.fn<Turns['end']>(async () => undefined);
  const begin = vi.fn<Turns['begin']>(async () => begun);
  return { deps: { clock: () => NOW_MS, turns: { begin, end: ended } }, begin, ended };
}

describe('a change of factors', () => {
  it('happens in the turn of its user, which it then gives back', async () => {
    const { deps, begin, ended } = turns('turn-1');
    const change = vi.fn(async () => {
      expect(ended).not.toHaveBeenCalled();
      return 'changed';
    });
    expect(await inTurn(deps, USER, change)).toBe('changed');
    expect(begin).toHaveBeenCalledExactlyOnceWith(USER, NOW_MS);
    expect(ended).toHaveBeenCalledExactlyOnceWith(USER, 'turn-1');
  });

  it('does not happen while another one is going on, and does not end that one', async () => {
    const { deps, ended } = turns('busy');
    const change = vi.fn();
    expect(await inTurn(deps, USER, change)).toBe('busy');
    expect(change).not.toHaveBeenCalled();
    expect(ended).not.toHaveBeenCalled();
  });

  it('that breaks gives the turn back too', async () => {
    const { deps, ended } = turns('turn-1');
    const broken = async () => Promise.reject(new Error('broken'));
    await expect(inTurn(deps, USER, broken)).rejects.toThrow('broken');
    expect(ended).toHaveBeenCalledExactlyOnceWith(USER, 'turn-1');
  });
});
