/** EventBridge PutEvents. @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { operation, type Service, type ServiceContext } from './emulated-service.ts';
import type { EventLog } from './event-log.ts';

const Entry = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().default('default'),
  Resources: z.array(z.string()).default([]),
});
const PutEvents = z.object({ Entries: z.array(Entry).min(1).max(10) });

type EntryResult = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

export function createEventBridge({ events }: ServiceContext): Service {
  return {
    name: 'events',
    protocol: 'json-1.1',
    route: { target: 'AWSEvents' },
    errors: {
      invalidInput: 'ValidationException',
      throttle: { code: 'ThrottlingException', status: 400 },
      conflict: { code: 'ConcurrentModificationException', status: 400 },
      internal: { code: 'InternalException', status: 500 },
    },
    operations: {
      PutEvents: operation(PutEvents, (input) => {
        const results = input.Entries.map((entry) => put(events, entry));
        return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
      }),
    },
  };
}

/** An entry that is not an event fails alone; the call as a whole still succeeds. */
function put(events: EventLog, entry: z.output<typeof Entry>): EntryResult {
  const { Source, DetailType, Detail } = entry;
  if (!Source) return invalid('Parameter Source is not valid. Reason: Source is a required argument.');
  if (!DetailType) return invalid('Parameter DetailType is not valid. Reason: DetailType is a required argument.');
  if (!Detail) return invalid('Parameter Detail is not valid. Reason: Detail is a required argument.');
  const detail = parseObject(Detail);
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const id = randomUUID();
  events.add({
    id,
    source: Source,
    detailType: DetailType,
    detail,
    eventBusName: entry.EventBusName,
    resources: entry.Resources,
    at: new Date().toISOString(),
  });
  return { EventId: id };
}

function invalid(message: string): EntryResult {
  return { ErrorCode: 'InvalidArgument', ErrorMessage: message };
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
