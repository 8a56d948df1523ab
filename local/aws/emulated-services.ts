/** The table of services. A new one: a file with its `Service`, and its line here. */
import { createDynamoDb } from './dynamodb.ts';
import type { Service, ServiceContext } from './emulated-service.ts';
import { createEventBridge } from './event-bridge.ts';
import { createKms } from './kms.ts';
import { createSecretsManager } from './secrets-manager.ts';
import { createSes } from './ses.ts';
import { createSesV2 } from './ses-v2.ts';
import { createSns } from './sns.ts';
import { createStepFunctions } from './step-functions/service.ts';
import { createSts } from './sts.ts';

const CREATORS: readonly ((context: ServiceContext) => Service)[] = [
  createDynamoDb,
  createEventBridge,
  createKms,
  createSecretsManager,
  createSes,
  createSesV2,
  createSns,
  createStepFunctions,
  createSts,
];

export function createServices(context: ServiceContext): Service[] {
  return CREATORS.map((create) => create(context));
}
