import type { WriteStream } from 'node:tty';

const WIDTH = 30;
const REDRAW_MS = 200;

interface Progress {
  /** `share` is between 0 and 1. */
  show(share: number, users: number): void;
  end(): void;
}

/** A bar on a terminal, nothing elsewhere: a log file would keep every step of it. */
export function progressOn(stream: WriteStream | NodeJS.WriteStream, now: () => number = Date.now): Progress {
  if (!stream.isTTY) return { show: () => undefined, end: () => undefined };
  const startedMs = now();
  let drawnMs = 0;
  return {
    show(share, users) {
      if (now() - drawnMs < REDRAW_MS && share < 1) return;
      drawnMs = now();
      const filled = Math.round(Math.min(1, share) * WIDTH);
      const perSecond = Math.round(users / Math.max(0.001, (now() - startedMs) / 1000));
      const bar = '#'.repeat(filled).padEnd(WIDTH, '-');
      stream.write(`\r[${bar}] ${Math.floor(share * 100)} %  ${users} users  ${perSecond}/s `);
    },
    end: () => void stream.write('\n'),
  };
}
