import { dynamodbEpochs } from '../adapters/dynamodb/epochs.ts';
import { administratorGround } from '../wiring/administrator-ground.ts';
import { Env } from './env.ts';
import { userLockHandler } from './handler.ts';

const ground = administratorGround(Env.parse(process.env));

export const handler = userLockHandler({ ...ground, epochs: dynamodbEpochs(ground.table) });
