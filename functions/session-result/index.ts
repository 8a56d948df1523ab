import { dynamodbSessions } from '../adapters/dynamodb/sessions.ts';
import { kmsTokenSigner } from '../adapters/kms/token-signer.ts';
import { tableGround } from '../wiring/table-ground.ts';
import { Env } from './env.ts';
import { sessionResultHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = tableGround(env);

export const handler = sessionResultHandler({
  ...ground,
  sessions: dynamodbSessions(ground.table),
  signer: kmsTokenSigner({ keyArns: env.SIGNING_KEY_ARNS.split(',') }),
  issuer: env.PUBLIC_URL,
});
