import { dynamodbSessions } from '../../adapters/dynamodb/sessions.ts';
import { tablePorts } from '../../wiring/table-ports.ts';
import { Env } from './env.ts';
import { sessionsHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = tablePorts(env);

export const handler = sessionsHandler({
  ...ports,
  sessions: dynamodbSessions(ports.table),
  publicUrl: env.PUBLIC_URL,
});
