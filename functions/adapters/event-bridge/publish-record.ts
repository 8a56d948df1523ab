import type { AuditRecord } from '../../core/audit/record.ts';
import type { PublishRecord } from '../../core/ports/audit.ts';

/** An event is a copy of what stands in the table: nobody waits long for it, and what it tells has happened anyway. */
const IMPATIENCE = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_500, throwOnRequestTimeout: true },
} as const;

/**
 * Sends a record to the default event bus as `audit.<kind>`. The client is loaded by the first record, so that the cold
 * start of a verdict does not pay for it.
 */
export function eventBridgePublisher(onFailed: (record: AuditRecord, error: unknown) => void): PublishRecord {
  let loading: ReturnType<typeof loadClient> | undefined;
  return async (record) => {
    try {
      loading ??= loadClient();
      const { client, PutEventsCommand } = await loading;
      const entry = { Source: 'sekisho', DetailType: `audit.${record.kind}`, Detail: JSON.stringify(record) };
      const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }));
      if (FailedEntryCount) onFailed(record, new Error(Entries?.[0]?.ErrorCode ?? 'refused'));
    } catch (error) {
      onFailed(record, error);
    }
  };
}

async function loadClient() {
  const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
  return { client: new EventBridgeClient(IMPATIENCE), PutEventsCommand };
}
