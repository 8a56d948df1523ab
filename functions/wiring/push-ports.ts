import { dynamodbChallenges } from '../adapters/dynamodb/challenges.ts';
import { dynamodbDevices } from '../adapters/dynamodb/devices.ts';
import { recordedDevices } from '../core/audit/recorded-factors.ts';
import type { Challenges, Devices } from '../core/ports/push.ts';
import { type KeyPorts, keyPorts } from './key-ports.ts';
import { notingUser } from './note-user-of-call.ts';

interface PushPorts extends KeyPorts {
  readonly challenges: Challenges;
  readonly devices: Devices;
}

/** What stands in the table for devices and their challenges. */
export function pushPorts(env: { TABLE_NAME: string; DEFAULT_DOMAIN: string; KEY_ARN: string }): PushPorts {
  const base = keyPorts(env);
  return {
    ...base,
    challenges: dynamodbChallenges(base.table),
    devices: notingUser(recordedDevices(dynamodbDevices(base.table), base.audit)),
  };
}
