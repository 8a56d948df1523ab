import { describe, expect, it, vi } from 'vitest';
import { readBound } from '../../../functions/adapters/ldap/limit-bytes-read.ts';

/** A message whose operation has this tag and so many bytes; lengths in the long form. */
function message(tag: number, size: number): Buffer {
  const operation = Buffer.concat([Buffer.from([tag, 0x82, size >> 8, size & 255]), Buffer.alloc(size)]);
  const length = operation.length + 3;
  return Buffer.concat([Buffer.from([0x30, 0x82, length >> 8, length & 255, 0x02, 0x01, 0x07]), operation]);
}

const [ENTRY, DONE] = [0x64, 0x65];

function bounded(entries: number) {
  const tooMuch = vi.fn();
  const bound = readBound(tooMuch);
  bound.allow(entries);
  return { ...bound, tooMuch };
}

describe('an answer', () => {
  it.each([1, 2, 3, 7, 23, 24, 25, 1_000])('with its two entries may come in pieces of %i bytes', (size) => {
    const { see, tooMuch } = bounded(2);
    const bytes = Buffer.concat([message(ENTRY, 500), message(ENTRY, 0), message(DONE, 7)]);
    for (let at = 0; at < bytes.length; at += size) see(bytes.subarray(at, at + size));
    expect(tooMuch).not.toHaveBeenCalled();
    see(message(ENTRY, 3));
    expect(tooMuch).toHaveBeenCalledOnce();
  });

  it('has 256 KB, and the next one again', () => {
    const { see, allow, tooMuch } = bounded(9);
    for (let round = 0; round < 3; round++) {
      allow(9);
      for (let part = 0; part < 4; part++) see(message(ENTRY, 64 * 1024 - 100));
    }
    expect(tooMuch).not.toHaveBeenCalled();
    see(message(ENTRY, 1_000));
    expect(tooMuch).toHaveBeenCalled();
  });

  it.each([
    ['that announces more than that', Buffer.from([0x30, 0x84, 0x7f, 0, 0, 0, 0x02, 0x01, 0x01, ENTRY])],
    ['whose lengths have no end', Buffer.alloc(64, 0xff)],
  ])('%s is too much from its first bytes on', (_what, bytes) => {
    const { see, tooMuch } = bounded(2);
    see(bytes);
    expect(tooMuch).toHaveBeenCalled();
  });
});
