import { dynamodbApplications } from '../adapters/dynamodb/applications.ts';
import { settingsStore } from '../adapters/dynamodb/settings.ts';
import { byRoute } from '../http/by-route.ts';
import { administratorGround } from '../wiring/administrator-ground.ts';
import { application, applications } from './applications-contract.ts';
import { applicationsHandler } from './applications-handler.ts';
import { endpoint } from './contract.ts';
import { Env } from './env.ts';
import { settingsHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = administratorGround(env);
const applicationStore = dynamodbApplications(ground.table);
const ofApplications = applicationsHandler({ ...ground, applicationStore });

export const handler = byRoute({
  [endpoint.path]: settingsHandler({
    ...ground,
    applicationStore,
    store: settingsStore(ground.table, env.DEFAULT_DOMAIN),
    takesLoopback: env.PUBLIC_URL.startsWith('http:'),
  }),
  [application.path]: ofApplications,
  [applications.path]: ofApplications,
});
