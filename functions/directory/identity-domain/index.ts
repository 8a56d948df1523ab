import { dynamodbApplications } from '../../adapters/dynamodb/applications.ts';
import { dynamodbDirectory } from '../../adapters/dynamodb/directory.ts';
import { dynamodbDomains } from '../../adapters/dynamodb/identity-domains.ts';
import { administratorPorts } from '../../wiring/administrator-ports.ts';
import { Env } from './env.ts';
import { identityDomainHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = administratorPorts(env);

export const handler = identityDomainHandler({
  ...ports,
  store: dynamodbDomains(ports.table, env.DEFAULT_DOMAIN),
  directory: dynamodbDirectory(ports.table, ports.settings),
  applicationStore: dynamodbApplications(ports.table),
});
