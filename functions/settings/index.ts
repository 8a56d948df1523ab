import { settingsStore } from '../adapters/dynamodb/settings.ts';
import { administratorGround } from '../wiring/administrator-ground.ts';
import { Env } from './env.ts';
import { settingsHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = administratorGround(env);

export const handler = settingsHandler({ ...ground, store: settingsStore(ground.table, env.DEFAULT_DOMAIN) });
