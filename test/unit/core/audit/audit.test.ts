import { describe, expect, it } from 'vitest';
import type { AuditStore } from '../../../../functions/core/ports/audit.ts';
import { NOW_MS } from '../stubs.ts';
import { auditWorld, memoryChain } from './stubs.ts';

const EVENT = { kind: 'settings-changed', domain: 'D' } as const;
const DONE = { outcome: 'done' } as const;
const NO_RECORDS: AuditStore['read'] = async () => ({ records: [], hasMore: false });
const DAY_MS = 24 * 60 * 60 * 1000;

describe('a change between two records', () => {
  it('begins before it and ends after it, under one id', async () => {
    const { audit, records } = auditWorld();
    const seen: number[] = [];
    const change = async () => seen.push(records.length);
    await audit.around(EVENT, change, () => ({ ...DONE, changed: { MaxAttempts: '3' } }));
    expect(seen).toEqual([1]);
    expect(records).toMatchObject([
      { phase: 'begun', sequence: 1, actor: { userId: 'admin' } },
      { phase: 'ended', sequence: 2, outcome: 'done', changed: { MaxAttempts: '3' }, actor: { userId: 'admin' } },
    ]);
    expect(records[1]?.id).toBe(records[0]?.id);
    expect(records[0]).not.toHaveProperty('outcome');
  });

  it('does not happen when its beginning cannot be recorded', async () => {
    let happened = false;
    const append = async () => Promise.reject(new Error('no table'));
    const { audit, lost } = auditWorld({ store: { append, read: NO_RECORDS } });
    const change = async () => {
      happened = true;
    };
    await expect(audit.around(EVENT, change, () => DONE)).rejects.toThrow('no table');
    expect(happened).toBe(false);
    expect(lost).toEqual([]);
  });

  it('holds when its end cannot be recorded, and that is told', async () => {
    const { records, append } = memoryChain();
    const once: AuditStore['append'] = (day, entry) =>
      records.length === 0 ? append(day, entry) : Promise.reject(new Error('no table'));
    const { audit, lost } = auditWorld({ store: { append: once, read: NO_RECORDS } });
    expect(
      await audit.around(
        EVENT,
        async () => 'changed',
        () => DONE,
      ),
    ).toBe('changed');
    expect(records).toMatchObject([{ phase: 'begun' }]);
    expect(lost).toEqual(['settings-changed']);
  });

  it('that broke may have happened: its end says that it is unknown, and the error goes on', async () => {
    const { audit, records } = auditWorld();
    const broken = () => Promise.reject(new Error('broken'));
    await expect(audit.around(EVENT, broken, () => DONE)).rejects.toThrow('broken');
    expect(records).toMatchObject([{ phase: 'begun' }, { phase: 'ended', outcome: 'unknown' }]);
  });

  it('stands in the day in which it began', async () => {
    const midnight = Math.ceil(NOW_MS / DAY_MS) * DAY_MS;
    let nowMs = midnight - 1;
    const { audit, records } = auditWorld({ clock: () => nowMs });
    const change = async () => {
      nowMs = midnight + 1;
    };
    await audit.around(EVENT, change, () => DONE);
    const [begun, ended] = records;
    expect(ended?.day).toBe(begun?.day);
    expect(Date.parse(ended?.at ?? '')).toBe(midnight + 1);
  });

  it('is kept as long as its domain says, by whole days', async () => {
    const { audit, records } = auditWorld();
    await audit.around(
      EVENT,
      async () => undefined,
      () => DONE,
    );
    const endOfDay = Math.ceil(NOW_MS / DAY_MS) * DAY_MS;
    expect(records.map(({ expiresAtSeconds }) => expiresAtSeconds * 1000)).toEqual([
      endOfDay + 100 * DAY_MS,
      endOfDay + 100 * DAY_MS,
    ]);
  });

  it('is told to others when it has ended, once', async () => {
    const { audit, published } = auditWorld();
    await audit.around(
      EVENT,
      async () => undefined,
      () => DONE,
    );
    expect(published).toMatchObject([{ phase: 'ended', outcome: 'done' }]);
  });
});

describe('what is noted after the fact', () => {
  it('stands alone', async () => {
    const { audit, records, published } = auditWorld();
    await audit.note({ kind: 'lock-begun', domain: 'D', userId: 'alice' });
    expect(records).toMatchObject([{ phase: 'noted', kind: 'lock-begun', userId: 'alice', outcome: 'done' }]);
    expect(published).toHaveLength(1);
  });

  it.each([
    ['the table', { store: { append: () => Promise.reject(new Error('x')), read: NO_RECORDS } }],
    ['the settings', { settings: { forDomain: () => Promise.reject(new Error('x')) } }],
  ])('never fails, but is told as lost, when %s cannot be had', async (_what, broken) => {
    const { audit, lost } = auditWorld(broken);
    await audit.note({ kind: 'push-denied', domain: 'D', userId: 'alice' });
    expect(lost).toEqual(['push-denied']);
  });
});
