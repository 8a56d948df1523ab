import { dynamodbChallenges } from '../adapters/dynamodb/challenges.ts';
import { dynamodbDevices } from '../adapters/dynamodb/devices.ts';
import { dynamodbEnrolments } from '../adapters/dynamodb/enrolments.ts';
import { dynamodbTurns } from '../adapters/dynamodb/turns.ts';
import { recordedDevices, recordedEnrolments } from '../core/audit/recorded-factors.ts';
import type { Challenges, Devices, Enrolments } from '../core/ports/push.ts';
import type { Turns } from '../core/ports/turns.ts';
import { type KeyGround, keyGround } from './key-ground.ts';
import { notingUser } from './noting-user.ts';

interface PushGround extends KeyGround {
  readonly challenges: Challenges;
  readonly devices: Devices;
  readonly enrolments: Enrolments;
  readonly turns: Turns;
}

/** What stands in the table for devices and their challenges. */
export function pushGround(env: { TABLE_NAME: string; DEFAULT_DOMAIN: string; KEY_ARN: string }): PushGround {
  const base = keyGround(env);
  return {
    ...base,
    challenges: dynamodbChallenges(base.table),
    devices: notingUser(recordedDevices(dynamodbDevices(base.table), base.audit)),
    enrolments: recordedEnrolments(dynamodbEnrolments(base.table), base.audit),
    turns: dynamodbTurns(base.table),
  };
}
