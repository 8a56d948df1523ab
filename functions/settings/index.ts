import { settingsStore } from '../adapters/dynamodb/settings.ts';
import { tableGround } from '../wiring/table-ground.ts';
import { Env } from './env.ts';
import { settingsHandler } from './handler.ts';

const env = Env.parse(process.env);
const ground = tableGround(env);

export const handler = settingsHandler({ ...ground, store: settingsStore(ground.table, env.DEFAULT_DOMAIN) });
