import { dynamodbDirectory } from '../adapters/dynamodb/directory.ts';
import { dynamodbDomains } from '../adapters/dynamodb/domains.ts';
import { tableGround } from '../wiring/table-ground.ts';
import { Env } from './env.ts';
import { identityDomainHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = tableGround(env);

export const handler = identityDomainHandler({
  ...ground,
  store: dynamodbDomains(ground.table, env.DEFAULT_DOMAIN),
  directory: dynamodbDirectory(ground.table),
});
