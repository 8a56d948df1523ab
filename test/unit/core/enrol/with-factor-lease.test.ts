import { describe, expect, it, vi } from 'vitest';
import { withFactorLease } from '../../../../functions/core/enrol/with-factor-lease.ts';
import type { FactorLeases } from '../../../../functions/core/ports/factor-leases.ts';
import { NOW_MS } from '../stubs.ts';

const USER = { domain: 'Shop', userId: 'alice' };

function factorLeases(begun: string) {
  const ended = vi.fn<FactorLeases['release']>(async () => undefined);
  const begin = vi.fn<FactorLeases['acquire']>(async () => begun);
  return { deps: { clock: () => NOW_MS, factorLeases: { acquire: begin, release: ended } }, begin, ended };
}

describe('a change of factors', () => {
  it('happens under the lease of its user, which it then gives back', async () => {
    const { deps, begin, ended } = factorLeases('lease-1');
    const change = vi.fn(async () => {
      expect(ended).not.toHaveBeenCalled();
      return 'changed';
    });
    expect(await withFactorLease(deps, USER, change)).toBe('changed');
    expect(begin).toHaveBeenCalledExactlyOnceWith(USER, NOW_MS);
    expect(ended).toHaveBeenCalledExactlyOnceWith(USER, 'lease-1');
  });

  it('does not happen while another one is going on, and does not end that one', async () => {
    const { deps, ended } = factorLeases('busy');
    const change = vi.fn();
    expect(await withFactorLease(deps, USER, change)).toBe('busy');
    expect(change).not.toHaveBeenCalled();
    expect(ended).not.toHaveBeenCalled();
  });

  it('that breaks gives the lease back too', async () => {
    const { deps, ended } = factorLeases('lease-1');
    const broken = async () => Promise.reject(new Error('broken'));
    await expect(withFactorLease(deps, USER, broken)).rejects.toThrow('broken');
    expect(ended).toHaveBeenCalledExactlyOnceWith(USER, 'lease-1');
  });
});
