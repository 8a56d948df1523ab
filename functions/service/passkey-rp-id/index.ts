import { putResponse } from '../../adapters/cloudformation/put-response.ts';
import { readRpIds } from '../../adapters/dynamodb/rp-ids.ts';
import { openTable } from '../../adapters/dynamodb/table.ts';
import { Env } from './env.ts';
import { passkeyRpIdHandler } from './handler.ts';

const table = openTable(Env.parse(process.env).TABLE_NAME);

export const handler = passkeyRpIdHandler({ made: () => readRpIds(table), respond: putResponse });
