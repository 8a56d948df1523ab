import { ResultCodeError } from 'ldapts';
import { beforeAbort } from './before-abort.ts';
import type { Connection } from './connection.ts';

/** A Lambda needs one, for it answers one request at a time; a local run under load needs as many as it has calls. */
const MAX_IDLE = 32;
/** Firewalls and NAT gateways forget silent connections after minutes, and say nothing. */
const MAX_IDLE_MS = 60_000;

type Work<T> = (connection: Connection) => Promise<T>;

interface Pool {
  /** Runs `work` alone on a connection, and once more on a fresh one if a kept one turns out to be dead. */
  use<T>(work: Work<T>, signal: AbortSignal): Promise<T>;
}

/** Connections that survive a request, for the next warm one. `open` connects and does what each connection needs. */
export function createPool(open: (signal: AbortSignal) => Promise<Connection>, now: () => number): Pool {
  const idle: { connection: Connection; sinceMs: number }[] = [];

  const takeIdle = (): Connection | undefined => {
    for (let kept = idle.pop(); kept !== undefined; kept = idle.pop()) {
      if (kept.connection.isOpen() && now() - kept.sinceMs < MAX_IDLE_MS) {
        kept.connection.setIdle(false);
        return kept.connection;
      }
      kept.connection.close();
    }
    return undefined;
  };
  const giveBack = (connection: Connection): void => {
    if (!connection.isOpen() || idle.length >= MAX_IDLE) {
      connection.close();
      return;
    }
    connection.setIdle(true);
    idle.push({ connection, sinceMs: now() });
  };
  const run = async <T>(connection: Connection, work: Work<T>, signal: AbortSignal): Promise<T> => {
    try {
      const result = await beforeAbort(work(connection), signal);
      giveBack(connection);
      return result;
    } catch (error) {
      // An answer, though not the wished one: the connection is as good as before.
      if (error instanceof ResultCodeError) giveBack(connection);
      else connection.close();
      throw error;
    }
  };

  return {
    async use(work, signal) {
      const kept = takeIdle();
      if (kept === undefined) return run(await open(signal), work, signal);
      try {
        return await run(kept, work, signal);
      } catch (error) {
        if (error instanceof ResultCodeError || signal.aborted) throw error;
        return run(await open(signal), work, signal);
      }
    },
  };
}
