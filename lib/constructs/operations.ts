import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';
import { Alarms } from './alarms.ts';
import { Dashboard } from './dashboard.ts';
import { MadeAdministrators } from './made-administrators.ts';
import type { MailIdentity } from './mail-identity.ts';
import { OperatorTopic } from './operator-topic.ts';
import type { PushStateMachine } from './push-state-machine.ts';
import type { ResetReminders } from './reset-reminders.ts';
import type { ServiceApi } from './service-api.ts';
import { StoppedMail } from './stopped-mail.ts';
import type { UserTable } from './user-table.ts';

interface OperationsProps extends Pick<StageSettings, 'alarmEmail' | 'sms' | 'quietHours' | 'domain' | 'waf'> {
  readonly api: ServiceApi;
  readonly users: UserTable;
  readonly mail: MailIdentity | undefined;
  readonly push: Pick<PushStateMachine, 'failures'>;
  readonly reminders: Pick<ResetReminders, 'failures'>;
}

/** What those who run the service look at, and by what it calls them. */
export class Operations extends Construct {
  constructor(scope: Construct, id: string, { api, users, mail, push, reminders, ...settings }: OperationsProps) {
    super(scope, id);
    const { alarmEmail, sms, quietHours, domain, waf } = settings;
    const { topic } = new OperatorTopic(this, 'Operator', { alarmEmail });
    const watched = {
      ...api.metrics(),
      tableThrottles: users.throttles(),
      pushFailures: push.failures(),
      reminderFailures: reminders.failures(),
    };
    const alarms = new Alarms(this, 'Alarms', {
      ...watched,
      topic,
      quietHours,
      smsLimitUsd: sms?.monthlySpendLimitUsd,
      // With a web ACL the certificate is in another region, and alarms see metrics of their own alone.
      certificateArn: waf ? undefined : domain?.certificateArn,
    });
    new Dashboard(this, 'Dashboard', { ...watched, alarms: alarms.all, name: Stack.of(this).stackName });
    new MadeAdministrators(this, 'MadeAdministrators', { topic });
    if (mail) new StoppedMail(this, 'StoppedMail', { topic, configurationSetName: mail.configurationSetName });
  }
}
