import { dynamodbSessions } from '../../adapters/dynamodb/sessions.ts';
import { kmsTokenSigner } from '../../adapters/kms/token-signer.ts';
import { tablePorts } from '../../wiring/table-ports.ts';
import { Env } from './env.ts';
import { sessionResultHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = tablePorts(env);

export const handler = sessionResultHandler({
  ...ports,
  sessions: dynamodbSessions(ports.table),
  signer: kmsTokenSigner({ keyArns: env.SIGNING_KEY_ARNS.split(',') }),
  issuer: env.PUBLIC_URL,
});
