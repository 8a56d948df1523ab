import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { PushPlatforms } from '../constructs/push-platforms.ts';
import { ResetReminders } from '../constructs/reset-reminders.ts';
import type { ServiceFunctions } from '../service-functions.ts';
import type { StateStack } from '../state-stack.ts';

/** What helps people who have lost their factors. */
export function serveRecovery(
  stack: Stack,
  functions: ServiceFunctions,
  { sealKey, signingKey }: StateStack,
  platforms: PushPlatforms,
): ResetReminders {
  const noticeFunction = functions.create('reset-notice', 'Tells a person that a reset still waits', (role) => {
    platforms.grantPublish(role);
    return {
      ...functions.table(role, 'remindOfReset'),
      ...sealKey.grantUnwrap(role),
      ...functions.send(role),
    };
  });
  const reminders = new ResetReminders(stack, 'ResetReminders', { noticeFunction });
  new CfnOutput(stack, 'ResetStateMachineArn', { value: reminders.arn });
  functions.serve('user-reset', 'Starts, shows, shortens and ends a reset of a user', (role) => {
    platforms.grantPublish(role);
    return {
      PUBLIC_URL: functions.publicUrl,
      ...functions.table(role, 'resets'),
      ...sealKey.grantUnwrap(role),
      ...signingKey.grantPublish(role),
      ...functions.send(role),
      ...reminders.grantStart(role),
    };
  });
  functions.serve('bypass-codes', 'Makes, shows, approves and ends codes of the help desk for a user', (role) => ({
    PUBLIC_URL: functions.publicUrl,
    ...functions.table(role, 'bypassCodes'),
    ...sealKey.grantCreateDataKeys(role),
    ...signingKey.grantPublish(role),
    ...functions.send(role),
  }));
  return reminders;
}
