import { dynamodbApplications } from '../adapters/dynamodb/applications.ts';
import { dynamodbDirectory } from '../adapters/dynamodb/directory.ts';
import { dynamodbDomains } from '../adapters/dynamodb/domains.ts';
import { administratorGround } from '../wiring/administrator-ground.ts';
import { Env } from './env.ts';
import { identityDomainHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = administratorGround(env);

export const handler = identityDomainHandler({
  ...ground,
  store: dynamodbDomains(ground.table, env.DEFAULT_DOMAIN),
  directory: dynamodbDirectory(ground.table),
  applicationStore: dynamodbApplications(ground.table),
});
