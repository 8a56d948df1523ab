import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { dynamodbAudit } from '../functions/adapters/dynamodb/audit.ts';
import { rememberedDomains } from '../functions/adapters/dynamodb/remembered-identity-domains.ts';
import { eventBridgePublisher } from '../functions/adapters/event-bridge/publish-record.ts';
import { createAudit } from '../functions/core/audit/audit.ts';
import type { Audit } from '../functions/core/ports/audit.ts';
import type { Target } from './target.ts';

/** The record of what a command does. The operator's name is that of his machine; CloudTrail knows him by his role. `reason` is in his words. */
export function operatorAudit({ table, defaultDomain }: Target, reason?: string): Audit {
  return createAudit({
    store: dynamodbAudit(table),
    settings: rememberedDomains(table, defaultDomain, Date.now, () => undefined),
    clock: Date.now,
    random: (size) => randomBytes(size),
    asker: () => ({
      actor: { kind: 'operator', userId: userInfo().username },
      ...(reason === undefined ? {} : { reason }),
    }),
    publish: eventBridgePublisher(({ kind }) => console.error(`The event of it (audit.${kind}) could not be sent.`)),
    onLost: ({ kind }) => console.error(`It was done, but the audit record of it (${kind}) could not be finished.`),
  });
}
