import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { PushPlatforms } from '../constructs/push-platforms.ts';
import { PushStateMachine } from '../constructs/push-state-machine.ts';
import type { TableUse } from '../constructs/table-rights.ts';
import type { ServiceFunctions } from '../service-functions.ts';
import type { StateStack } from '../state-stack.ts';

/** Push: the machine that waits, and the functions that start it, answer it and know the devices. */
export function servePush(
  stack: Stack,
  functions: ServiceFunctions,
  { users, sealKey }: StateStack,
  platforms: PushPlatforms,
): PushStateMachine {
  const startPush = (use: 'startPush' | 'startNestedPush') => (role: IGrantable) => ({
    ...functions.table(role, use),
    ...sealKey.grantCreateDataKeys(role),
  });
  const nested = startPush('startNestedPush');
  const startFunction = functions.create('push-start', 'Makes the challenge of a nested execution', nested);
  const machine = new PushStateMachine(stack, 'Push', { users, platforms, startFunction });
  new CfnOutput(stack, 'PushStateMachineArn', { value: machine.arn });
  functions.serve('push-challenges', 'Starts push challenges', (role) => ({
    ...startPush('startPush')(role),
    ...machine.grantStart(role),
  }));
  const { environment, limits } = functions.waits;
  const status = (role: IGrantable) => ({
    ...environment,
    ...functions.table(role, 'readChallenge'),
    ...sealKey.grantUnwrap(role),
  });
  functions.serve('push-status', 'Says what became of a push challenge', status, limits);
  functions.serve('push-answer', "Takes a device's answer", (role) => {
    machine.grantWake(role);
    return { ...functions.table(role, 'answerPush'), ...sealKey.grantUnwrap(role) };
  });
  serveDevices(functions, { sealKey }, platforms, machine);
  return machine;
}

/** Devices in all their forms: enrolled by a code, a page, an app in the style of OMA. */
function serveDevices(
  functions: ServiceFunctions,
  { sealKey }: Pick<StateStack, 'sealKey'>,
  platforms: PushPlatforms,
  machine: PushStateMachine,
): void {
  functions.serve('device-enrolments', 'Makes enrolment codes for devices', (role) => ({
    PUBLIC_URL: functions.publicUrl,
    ...functions.table(role, 'enrolDevice'),
    ...sealKey.grantCreateDataKeys(role),
    ...functions.send(role),
  }));
  const registrars = (role: IGrantable, use: TableUse) => ({
    ...platforms.grantRegister(role),
    ...functions.table(role, use),
    ...sealKey.grantUnwrap(role),
    ...functions.send(role),
  });
  functions.serve('devices', 'Registers devices and shows them what is open', (role) => ({
    ...registrars(role, 'ownDevices'),
    PASSKEY_RP_ID: functions.passkeys.PASSKEY_RP_ID,
  }));
  functions.serve('oma', 'Registers OMA-style devices and takes their answers', (role) => {
    machine.grantWake(role);
    functions.table(role, 'answerPush');
    return registrars(role, 'registerDevice');
  });
  const inOperatorsLook = (role: IGrantable) => ({
    PUBLIC_URL: functions.publicUrl,
    ...functions.table(role, 'readSettings'),
  });
  functions.serve('oma-config', 'Serves the configuration page for OMA-style apps', inOperatorsLook);
  functions.serve('device-page', 'Serves the page that is a device', inOperatorsLook);
}
