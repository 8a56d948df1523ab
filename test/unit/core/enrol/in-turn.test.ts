import { describe, expect, it } from 'vitest';
import { inTurn } from '../../../../functions/core/enrol/in-turn.ts';
import { NOW_MS } from '../stubs.ts';
import { USER } from './world.ts';

/** One turn for everybody, as the table keeps it for one user; `log` says what happened in which order. */
function turns() {
  const log: string[] = [];
  let taken: string | undefined;
  const deps = {
    clock: () => NOW_MS,
    turns: {
      async begin(user: typeof USER, nowMs: number) {
        if (taken !== undefined) return 'busy' as const;
        taken = `turn of ${user.userId} at ${nowMs}`;
        log.push('begin');
        return taken;
      },
      async end(_user: typeof USER, turn: string) {
        if (turn === taken) taken = undefined;
        log.push('end');
      },
    },
  };
  return { deps, log };
}

describe('a change of factors in its turn', () => {
  it('happens between the begin and the end of the turn, and its outcome comes back', async () => {
    const { deps, log } = turns();
    const outcome = await inTurn(deps, USER, async () => {
      log.push('change');
      return 'changed';
    });
    expect([outcome, log]).toEqual(['changed', ['begin', 'change', 'end']]);
  });

  it('does not happen while another one is under way, and does not end the turn of that one', async () => {
    const { deps, log } = turns();
    const second = async () => inTurn(deps, USER, async () => log.push('second change'));
    expect(await inTurn(deps, USER, second)).toBe('busy');
    expect(log).toEqual(['begin', 'end']);
  });

  it('gives its turn back when it fails, and the failure is told', async () => {
    const { deps, log } = turns();
    await expect(inTurn(deps, USER, () => Promise.reject(new Error('no table')))).rejects.toThrow('no table');
    expect(log).toEqual(['begin', 'end']);
  });
});
