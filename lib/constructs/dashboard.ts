import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { MetricName } from '../../functions/http/metric-names.ts';
import { smsSpent } from './alarms.ts';
import { sekishoMetric } from './metrics.ts';

interface DashboardProps {
  readonly name: string;
  readonly alarms: readonly Alarm[];
  readonly requests: IMetric;
  readonly serverErrors: IMetric;
  readonly tableThrottles: readonly IMetric[];
  readonly pushFailures: readonly IMetric[];
  readonly reminderFailures: readonly IMetric[];
}

const HALF = 12;
const FULL = 24;
const FIVE_MINUTES = Duration.minutes(5);

/** One page for the person who is called: the alarms, what users meet, and what it runs on. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: props.name,
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms], width: FULL })],
        [
          graph('Verdicts', counts('Accepted', 'Rejected', 'Locked', 'LockRefused', 'PushDenied')),
          graph('Sending and records', counts('DeliveryFailed', 'SendsExhausted', 'RecordsLost')),
        ],
        [graph('Time of a check (ms)', times()), graph('Calls', [props.requests, props.serverErrors])],
        [
          graph('Table and state machines', [
            ...props.tableThrottles,
            ...props.pushFailures,
            ...props.reminderFailures,
          ]),
          graph('SMS since the first of the month (USD)', [smsSpent()]),
        ],
      ],
    });
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: HALF });
}

function counts(...names: MetricName[]): IMetric[] {
  return names.map((name) => sekishoMetric(name, { statistic: Stats.SUM, period: FIVE_MINUTES }));
}

/** Of a password only the usual time: it is slow on purpose, and the same for everybody. */
function times(): IMetric[] {
  const checks = [50, 99].map((percentile) =>
    sekishoMetric('VerifyMilliseconds', {
      statistic: Stats.p(percentile),
      period: FIVE_MINUTES,
      label: `p${percentile}`,
    }),
  );
  const options = { statistic: Stats.p(50), period: FIVE_MINUTES, label: 'a password, p50' };
  return [...checks, sekishoMetric('PasswordMilliseconds', options)];
}
