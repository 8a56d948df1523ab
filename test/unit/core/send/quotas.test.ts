import { describe, expect, it, vi } from 'vitest';
import { clientQuota } from '../../../../functions/core/passwords/client-quota.ts';
import type { Quotas } from '../../../../functions/core/ports/quotas.ts';
import { ALICE, NOW_MS } from '../stubs.ts';
import { ask } from './ask.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const counting = (answer: 'counted' | 'blocked' = 'counted') => vi.fn<Quotas['count']>(async () => answer);
const NEW = { kind: 'new-address-sends', user: { domain: 'D', userId: 'alice' } };
const DOMAIN = { kind: 'domain-sends', domain: 'D' };

describe('a message', () => {
  it('to the address of the directory is counted nowhere, unless the domain has a limit', async () => {
    const quota = counting();
    await ask({ quota });
    await ask({ quota, asked: { email: ALICE.attributes.mail } });
    expect(quota).not.toHaveBeenCalled();
    await ask({ quota, settings: { DomainSendsPerDay: 7 } });
    expect(quota).toHaveBeenCalledExactlyOnceWith(DOMAIN, { limit: 7, windowMs: DAY_MS, nowMs: NOW_MS });
  });

  it('to another address is counted for the user, and then for the domain', async () => {
    const quota = counting();
    await ask({ quota, asked: { email: 'new@example.com' }, settings: { DomainSendsPerDay: 7 } });
    expect(quota.mock.calls).toEqual([
      [NEW, { limit: 5, windowMs: DAY_MS, nowMs: NOW_MS }],
      [DOMAIN, { limit: 7, windowMs: DAY_MS, nowMs: NOW_MS }],
    ]);
  });

  it('to an address of somebody who has none in the directory is one to a new address', async () => {
    const quota = counting();
    await ask({ quota, account: { ...ALICE, attributes: {} }, asked: { channel: 'sms', phone: '+819012345678' } });
    expect(quota).toHaveBeenCalledExactlyOnceWith(NEW, expect.anything());
  });

  it('that the caller delivers himself is none', async () => {
    const quota = counting();
    await ask({ quota, asked: { channel: 'none' }, settings: { DomainSendsPerDay: 7 } });
    expect(quota).not.toHaveBeenCalled();
  });

  it('is not sent when the budget is used up, and its PIN is taken back', async () => {
    const withdrawPin = vi.fn(async () => undefined);
    const quota = counting('blocked');
    const { outcome, sent } = await ask({ quota, asked: { email: 'new@example.com' }, methods: { withdrawPin } });
    expect([outcome, sent]).toEqual([{ kind: 'refused', reason: 'SEND_LIMIT_EXCEEDED' }, []]);
    expect(withdrawPin).toHaveBeenCalledExactlyOnceWith(NEW.user, expect.objectContaining({ sent: 'no' }));
    // The domain is not asked for what the user may not have.
    expect(quota).toHaveBeenCalledOnce();
  });
});

describe('a call of a client', () => {
  const client = { domain: 'D', userId: 'demo-app' };
  const deps = (limit: number, quotas: Quotas) => ({
    settings: { forDomain: async () => ({ ClientRequestsPerMinute: limit }) },
    quotas,
    clock: () => NOW_MS,
  });

  it('is counted nowhere without a limit', async () => {
    const count = counting();
    expect(await clientQuota(deps(0, { count }))(client)).toBeUndefined();
    expect(count).not.toHaveBeenCalled();
  });

  it('beyond the limit has to wait for the next minute', async () => {
    expect(await clientQuota(deps(3, { count: counting() }))(client)).toBeUndefined();
    const untilMs = (await clientQuota(deps(3, { count: counting('blocked') }))(client)) ?? 0;
    expect(untilMs % MINUTE_MS).toBe(0);
    expect(untilMs - NOW_MS).toBeGreaterThan(0);
    expect(untilMs - NOW_MS).toBeLessThanOrEqual(MINUTE_MS);
  });
});
