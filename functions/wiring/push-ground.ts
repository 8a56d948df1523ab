import { dynamodbChallenges } from '../adapters/dynamodb/challenges.ts';
import { dynamodbDevices } from '../adapters/dynamodb/devices.ts';
import { dynamodbEnrolments } from '../adapters/dynamodb/enrolments.ts';
import { kmsKeyRing } from '../adapters/kms/key-ring.ts';
import type { Challenges, Devices, Enrolments } from '../core/ports/push.ts';
import type { KeyRing } from '../core/ports.ts';
import { type TableGround, tableGround } from './table-ground.ts';

export interface PushGround extends TableGround {
  readonly keys: KeyRing;
  readonly challenges: Challenges;
  readonly devices: Devices;
  readonly enrolments: Enrolments;
}

/** What stands in the table for devices and their challenges. */
export function pushGround(env: { TABLE_NAME: string; DEFAULT_DOMAIN: string; KEY_ARN: string }): PushGround {
  const base = tableGround(env);
  return {
    ...base,
    keys: kmsKeyRing({ table: base.table, keyArn: env.KEY_ARN, clock: base.clock }),
    challenges: dynamodbChallenges(base.table),
    devices: dynamodbDevices(base.table),
    enrolments: dynamodbEnrolments(base.table),
  };
}
