import { dynamodbAudit } from '../adapters/dynamodb/audit.ts';
import { administratorGround } from '../wiring/administrator-ground.ts';
import { Env } from './env.ts';
import { auditHandler } from './handler.ts';

const ground = administratorGround(Env.parse(process.env));

export const handler = auditHandler({ ...ground, store: dynamodbAudit(ground.table) });
