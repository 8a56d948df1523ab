import { dynamodbSessions } from '../adapters/dynamodb/sessions.ts';
import { tableGround } from '../wiring/table-ground.ts';
import { Env } from './env.ts';
import { sessionsHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = tableGround(env);

export const handler = sessionsHandler({
  ...ground,
  sessions: dynamodbSessions(ground.table),
  publicUrl: env.PUBLIC_URL,
});
