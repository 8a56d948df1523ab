import type { Audit, AuditStore, PublishRecord } from '../ports/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import type { SettingsSource } from '../ports/settings-source.ts';
import { resolveSettings } from '../settings/resolve.ts';
import type { Asker, AuditEvent, Entry } from './record.ts';

export interface AuditDependencies {
  readonly store: AuditStore;
  readonly settings: SettingsSource;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Who asks at this moment. */
  readonly asker: () => Asker;
  readonly publish: PublishRecord;
  /** Hears of a record that could not be written although what it tells has happened. */
  readonly onLost: (event: AuditEvent, error: unknown) => void;
}

const DAY_SECONDS = 24 * 60 * 60;

export function createAudit(deps: AuditDependencies): Audit {
  const lost = async (event: AuditEvent, write: Promise<unknown>): Promise<void> => {
    try {
      await write;
    } catch (error) {
      deps.onLost(event, error);
    }
  };
  const finish = async (day: string, entry: Entry) =>
    deps.publish(await deps.store.append({ domain: entry.domain, day }, entry));

  return {
    async around(event, change, endingOf) {
      const begun = await begin(deps, event);
      // Pairs stand in the day that they began in.
      const day = dayOf(begun.at);
      const ended = (ending: object): Entry => ({ ...begun, ...ending, phase: 'ended', at: instant(deps) });
      try {
        const result = await change();
        await lost(event, finish(day, ended(endingOf(result))));
        return result;
      } catch (error) {
        await lost(event, finish(day, ended({ outcome: 'unknown' })));
        throw error;
      }
    },

    note: (event) =>
      lost(
        event,
        (async () => {
          const entry = { ...(await entryOf(deps, event)), phase: 'noted', outcome: 'done' } as const;
          await finish(dayOf(entry.at), entry);
        })(),
      ),
  };
}

async function begin(deps: AuditDependencies, event: AuditEvent): Promise<Entry> {
  const entry = { ...(await entryOf(deps, event)), phase: 'begun' } as const;
  await deps.store.append({ domain: event.domain, day: dayOf(entry.at) }, entry);
  return entry;
}

async function entryOf(deps: AuditDependencies, event: AuditEvent): Promise<Omit<Entry, 'phase'>> {
  const { AuditRetentionDays } = resolveSettings((await deps.settings.forDomain(event.domain)) ?? {});
  const at = instant(deps);
  const dayEndsAtSeconds = Date.parse(dayOf(at)) / 1000 + DAY_SECONDS;
  return {
    ...event,
    ...deps.asker(),
    id: Buffer.from(deps.random(12)).toString('base64url'),
    at,
    // By whole days, so that a chain goes as a whole.
    expiresAtSeconds: dayEndsAtSeconds + AuditRetentionDays * DAY_SECONDS,
  };
}

function instant({ clock }: AuditDependencies): string {
  return new Date(clock()).toISOString();
}

function dayOf(at: string): string {
  return at.slice(0, 10);
}
