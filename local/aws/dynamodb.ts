/** DynamoDB by dynalite, which speaks the wire protocol itself. It knows no transactions and no UpdateTimeToLive. */
import { EventEmitter, once } from 'node:events';
import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import dynalite from 'dynalite';
import type { Service, ServiceContext, WireAnswer, WireRequest } from './emulated-service.ts';

const TARGET = 'DynamoDB_20120810';

export function createDynamoDb({ dataFolder }: ServiceContext): Service {
  const database = openDatabase(dataFolder);
  const running = new Set<Promise<unknown>>();
  return {
    name: 'dynamodb',
    protocol: 'json-1.0',
    route: { target: TARGET },
    errors: {
      invalidInput: 'ValidationException',
      throttle: { code: 'ProvisionedThroughputExceededException', status: 400 },
      conflict: { code: 'TransactionConflictException', status: 400 },
      internal: { code: 'InternalServerError', status: 500 },
    },
    operations: {},
    passThrough: (request, action) => {
      const answer = answerOf(database, request, action);
      running.add(answer);
      return answer.finally(() => running.delete(answer));
    },
    close: async () => {
      // dynalite throws outside of any promise when its store closes under a running operation.
      await Promise.allSettled(running);
      await closeDatabase(database);
    },
  };
}

function openDatabase(dataFolder: string | undefined): Server {
  const atOnce = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
  if (dataFolder === undefined) return dynalite(atOnce);
  mkdirSync(dataFolder, { recursive: true });
  return dynalite({ ...atOnce, path: join(dataFolder, 'dynamodb') });
}

async function answerOf(database: Server, request: WireRequest, action: string): Promise<WireAnswer> {
  const answer = await forward(database, request);
  if (action === 'CreateTable' && answer.status === 200) await untilActive(database, request);
  return answer;
}

/** A table turns ACTIVE a timer tick after its creation was answered; an item put in between would find no table. */
async function untilActive(database: Server, request: WireRequest): Promise<void> {
  const { TableName } = JSON.parse(request.body.toString('utf8'));
  const describe: WireRequest = {
    ...request,
    headers: { ...request.headers, 'x-amz-target': `${TARGET}.DescribeTable` },
    body: Buffer.from(JSON.stringify({ TableName })),
  };
  for (let attempt = 0; attempt < 100; attempt++) {
    const { body } = await forward(database, describe);
    if (JSON.parse(body).Table?.TableStatus === 'ACTIVE') return;
    await sleep(2);
  }
}

/**
 * Hands a request that was already read to dynalite's listener. It gets stand-ins, not the socket, because it throws
 * out of an event listener, and so ends the process, when a client goes away in the middle of a body.
 */
function forward(database: Server, { method, url, headers, body }: WireRequest): Promise<WireAnswer> {
  return new Promise((resolve) => {
    const answerHeaders: Record<string, string> = {};
    const request = Object.assign(new EventEmitter(), { method, url, headers });
    const response = {
      statusCode: 200,
      setHeader: (name: string, value: string | number) => {
        answerHeaders[name.toLowerCase()] = String(value);
      },
      end: (text = '') => resolve({ status: response.statusCode, headers: answerHeaders, body: text }),
    };
    database.emit('request', request, response);
    request.emit('data', body);
    request.emit('end');
  });
}

/** dynalite gives its store (and the lock on the folder) free only after its server has been listening. */
async function closeDatabase(database: Server): Promise<void> {
  database.listen(0, '127.0.0.1');
  await once(database, 'listening');
  await new Promise<void>((resolve, reject) => {
    database.close((error) => (error ? reject(error) : resolve()));
  });
}
