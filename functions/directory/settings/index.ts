import { dynamodbApplications } from '../../adapters/dynamodb/applications.ts';
import { settingsStore } from '../../adapters/dynamodb/remembered-identity-domains.ts';
import { byRoute } from '../../http/by-route.ts';
import { administratorPorts } from '../../wiring/administrator-ports.ts';
import { application, applications } from './applications-contract.ts';
import { applicationsHandler } from './applications-handler.ts';
import { endpoint } from './contract.ts';
import { Env } from './env.ts';
import { settingsHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = administratorPorts(env);
const applicationStore = dynamodbApplications(ports.table);
const ofApplications = applicationsHandler({ ...ports, applicationStore });

export const handler = byRoute({
  [endpoint.path]: settingsHandler({
    ...ports,
    applicationStore,
    store: settingsStore(ports.table, env.DEFAULT_DOMAIN),
    takesLoopback: env.PUBLIC_URL.startsWith('http:'),
  }),
  [application.path]: ofApplications,
  [applications.path]: ofApplications,
});
