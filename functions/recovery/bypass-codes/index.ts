import { dynamodbBypassNotes } from '../../adapters/dynamodb/bypass-notes.ts';
import { dynamodbCredentials } from '../../adapters/dynamodb/credentials.ts';
import { scryptSlowHash } from '../../adapters/passwords/scrypt.ts';
import { administratorPorts } from '../../wiring/administrator-ports.ts';
import { messageCourier } from '../../wiring/message-courier.ts';
import { Env } from './env.ts';
import { bypassCodesHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = administratorPorts(env);

export const handler = bypassCodesHandler({
  ...ports,
  // Each operation is recorded as a whole, with its refusals.
  credentials: dynamodbCredentials(ports.table),
  notes: dynamodbBypassNotes(ports.table),
  slowHash: scryptSlowHash,
  courier: messageCourier(env, ports),
});
