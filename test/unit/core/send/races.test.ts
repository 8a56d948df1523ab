import { describe, expect, it, vi } from 'vitest';
import type { AddPin } from '../../../../functions/core/ports/credentials.ts';
import type { Credential } from '../../../../functions/core/verify/credential.ts';
import { countingBytes, FRESH, NOW_MS } from '../stubs.ts';
import { ask, request, type World } from './ask.ts';

const OVER = { ...FRESH, failures: 10, streak: 10, lastAttemptAtMs: NOW_MS - 900_000 };

/** Asks while another call changes the item: the first write is blocked, and the second look sees `then`. */
async function askBeaten(then: Credential | undefined, world: World = {}) {
  const writes: AddPin[] = [];
  const addPin = vi.fn(async (_user: unknown, add: AddPin) => {
    writes.push(add);
    return writes.length === 1 ? ('blocked' as const) : ('added' as const);
  });
  const done = await ask({ credentials: [FRESH, then], methods: { addPin, ...world.methods }, ...world });
  return { ...done, writes };
}

describe('after a lost race the item is looked at anew', () => {
  it('and a user who was locked meanwhile gets nothing', async () => {
    const locked = { ...FRESH, failures: 10, streak: 10, lastAttemptAtMs: NOW_MS };
    const { outcome, sent } = await askBeaten(locked);
    expect([outcome, sent]).toEqual([{ kind: 'locked', untilMs: NOW_MS + 900_000 }, []]);
  });

  it('and a lock that was there and is over asks for another try', async () => {
    expect((await askBeaten(OVER)).outcome).toEqual({ kind: 'busy' });
  });

  it('and a budget that was spent meanwhile refuses', async () => {
    const { outcome } = await askBeaten({ ...FRESH, sends: 5, lastSendAtMs: NOW_MS });
    expect(outcome).toEqual({ kind: 'refused', reason: 'SEND_LIMIT_EXCEEDED' });
  });

  it('and an item that is gone is made anew', async () => {
    const { outcome, writes, added } = await askBeaten(undefined);
    expect([outcome.kind, writes.length, added.length]).toEqual(['created', 1, 1]);
  });
});

describe('a write whose answer was lost', () => {
  /** The same draft comes out of the same random bytes, so its hash and id can be known beforehand. */
  const draft = async () => {
    const { added } = await ask({});
    if (added[0] === undefined) throw new Error('nothing was written');
    return added[0].pin;
  };
  const blocked = { methods: { addPin: async () => 'blocked' as const } };

  it('is found in the item, and the PIN is delivered once', async () => {
    const { pinHash, correlationId, expiresAtMs } = await draft();
    const written = { ...FRESH, pins: { [pinHash]: { correlationId, expiresAtMs } } };
    const { outcome, sent } = await ask({ credentials: [FRESH, written], ...blocked });
    expect(outcome).toEqual({ kind: 'created', correlationId, expiresAtMs, address: 'alice@example.com' });
    expect(sent).toHaveLength(1);
  });

  it('is not taken for that of another call which drew the same PIN', async () => {
    const { pinHash, expiresAtMs } = await draft();
    const another = { ...FRESH, pins: { [pinHash]: { correlationId: 'of another call', expiresAtMs } } };
    const { outcome, sent } = await ask({ credentials: [FRESH, another], ...blocked });
    expect([outcome, sent]).toEqual([{ kind: 'busy' }, []]);
  });

  it('is not taken to have happened when the item is gone', async () => {
    const methods = { addPin: async () => 'blocked' as const, createWithPin: async () => 'blocked' as const };
    expect((await ask({ credentials: [FRESH, undefined], methods })).outcome).toEqual({ kind: 'busy' });
  });
});

describe('a new PIN that equals one which stands', () => {
  it.each([
    ['that has run out', NOW_MS - 1],
    ['that is the oldest', NOW_MS + 1],
  ])('%s takes its place, and is not removed by the same write', async (_case, expiresAtMs) => {
    const hash = (await ask({})).added[0]?.pin.pinHash ?? '';
    const pins = { [hash]: { correlationId: 'c', expiresAtMs } };
    const { added } = await ask({ credentials: [{ ...FRESH, pins }], settings: { MaxPins: 1 } });
    expect(added[0]?.pin.pinHash).toBe(hash);
    expect(added[0]?.replacedPins).toEqual([]);
  });
});

describe('from the second try on', () => {
  const standing = ['a', 'b', 'c', 'd', 'e'];
  const pins = Object.fromEntries(
    standing.map((hash, at) => [hash, { correlationId: hash, expiresAtMs: NOW_MS + 1 + at }]),
  );

  /** The draft takes its bytes first; the one byte that is asked for alone then chooses. */
  const choosing = (byte: number) => {
    const bytes = countingBytes();
    return (size: number) => (size === 1 ? Uint8Array.of(byte) : bytes(size));
  };

  it.each([
    [5, 1],
    [4, 2],
  ])(
    'with at most %i PINs any %i of those that stand make room, so that parallel calls part',
    async (MaxPins, count) => {
      const seen = new Set<string>();
      for (let byte = 0; byte < 16; byte++) {
        const full = { ...FRESH, pins };
        const { writes } = await askBeaten(full, {
          credentials: [full],
          settings: { MaxPins },
          random: choosing(byte),
        });
        expect(writes[0]?.replacedPins).toEqual(standing.slice(0, count));
        expect(writes[1]?.replacedPins).toHaveLength(count);
        for (const hash of writes[1]?.replacedPins ?? []) seen.add(hash);
      }
      expect([...seen].toSorted()).toEqual(standing);
    },
  );
});

describe('after a lock has ended', () => {
  it('a new window is opened, and the PIN is added to the item as it then stands', async () => {
    const openWindow = vi.fn(async () => undefined);
    const opened = { ...FRESH, streak: 10 };
    const { outcome, added } = await ask({ credentials: [OVER, opened], methods: { openWindow } });
    expect([outcome.kind, added.length]).toEqual(['created', 1]);
    expect(openWindow).toHaveBeenCalledExactlyOnceWith(request.user, OVER);
  });
});
