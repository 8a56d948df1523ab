import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { MetricName } from '../../functions/http/metric-names.ts';
import { sekishoMetric } from './metrics.ts';

interface AlarmsProps {
  readonly topic: ITopic;
  /** Answers of the API with 5xx. */
  readonly serverErrors: IMetric;
  /** Requests that the table refused. */
  readonly tableThrottles: readonly IMetric[];
  /** Executions of the push machine that did not come to their end. */
  readonly pushFailures: readonly IMetric[];
  /** Executions of the machine of the reminders that did not come to their end. */
  readonly reminderFailures: readonly IMetric[];
  /** Missing where the stage leaves the limit alone. */
  readonly smsLimitUsd: number | undefined;
  /** Hours without an accepted factor that are no good sign; missing where nobody has said how many. */
  readonly quietHours: number | undefined;
  /** The certificate of the stage's own name, where its end can be watched from here. */
  readonly certificateArn: string | undefined;
}

interface Watched {
  /** The heading of its section in docs/runbook.md. */
  readonly title: string;
  /** Each is an alarm of its own: one over a sum of them costs as much, and few other programs that speak AWS know it. */
  readonly metrics: readonly IMetric[];
  /** The alarm rings when the metric reaches it... */
  readonly threshold: number;
  /** ...in this many periods in a row. */
  readonly periods: number;
  /** Rings at the threshold and below it, and without data too where silence is what is watched for. */
  readonly low?: 'with data' | 'or without data';
}

interface OneAlarm extends Omit<Watched, 'metrics'> {
  readonly metric: IMetric;
  readonly index: number;
}

const FIVE_MINUTES = Duration.minutes(5);

/** Every alarm has a section in docs/runbook.md of the same name, and its description is the link to it. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.all = watched(props).flatMap(({ metrics, ...alarm }) =>
      metrics.map((metric, index) => this.watch({ ...alarm, metric, index }, props.topic)),
    );
  }

  private watch({ title, metric, index, threshold, periods, low }: OneAlarm, topic: ITopic): Alarm {
    const anchor = title.toLowerCase().replaceAll(' ', '-');
    const alarm = new Alarm(this, index === 0 ? anchor : `${anchor}-${index + 1}`, {
      alarmDescription: `${title}. See docs/runbook.md#${anchor}`,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: low
        ? ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // A quiet night has no data, and that is well.
      treatMissingData: low === 'or without data' ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    return alarm;
  }
}

function watched(props: AlarmsProps): Watched[] {
  const { serverErrors, tableThrottles, pushFailures, reminderFailures } = props;
  const count = (name: MetricName, period = FIVE_MINUTES): IMetric[] => [
    sekishoMetric(name, { statistic: Stats.SUM, period }),
  ];
  const slowest = sekishoMetric('VerifyMilliseconds', { statistic: Stats.p(99), period: FIVE_MINUTES });
  return [
    { title: 'Calls fail', metrics: [serverErrors], threshold: 5, periods: 1 },
    { title: 'Functions are throttled', metrics: [lambdaThrottles()], threshold: 1, periods: 1 },
    { title: 'The table is throttled', metrics: tableThrottles, threshold: 1, periods: 1 },
    { title: 'Checks are slow', metrics: [slowest], threshold: 1_000, periods: 3 },
    { title: 'Users are locked', metrics: count('Locked'), threshold: 20, periods: 1 },
    { title: 'Deliveries fail', metrics: count('DeliveryFailed'), threshold: 5, periods: 1 },
    { title: 'Records are lost', metrics: count('RecordsLost'), threshold: 1, periods: 1 },
    { title: 'Push machines fail', metrics: pushFailures, threshold: 5, periods: 1 },
    { title: 'Reminders of a reset fail', metrics: reminderFailures, threshold: 1, periods: 1 },
    { title: 'Pushes are denied', metrics: count('PushDenied', Duration.minutes(15)), threshold: 5, periods: 1 },
    ...watchedOnRequest(props),
  ];
}

/** What only a stage has that says what is to be watched. */
function watchedOnRequest({ smsLimitUsd, quietHours, certificateArn }: AlarmsProps): Watched[] {
  const found: Watched[] = [];
  if (smsLimitUsd !== undefined) {
    found.push({ title: 'SMS money runs out', metrics: [smsSpent()], threshold: smsLimitUsd * 0.8, periods: 1 });
  }
  if (quietHours !== undefined) {
    const accepted = sekishoMetric('Accepted', { statistic: Stats.SUM, period: Duration.hours(1) });
    const silence = { threshold: 0, periods: quietHours, low: 'or without data' } as const;
    found.push({ title: 'Nobody gets in', metrics: [accepted], ...silence });
  }
  if (certificateArn !== undefined) {
    const days = daysOf(certificateArn);
    found.push({ title: 'The certificate ends', metrics: [days], threshold: 21, periods: 1, low: 'with data' });
  }
  return found;
}

/** Until it ends. ACM renews by itself sixty days before, if the name still leads to it. */
function daysOf(CertificateArn: string): IMetric {
  return new Metric({
    namespace: 'AWS/CertificateManager',
    metricName: 'DaysToExpiry',
    dimensionsMap: { CertificateArn },
    statistic: Stats.MINIMUM,
    period: Duration.days(1),
  });
}

/** Of all functions of the account in this region: they share its limit, so one that starves us need not be ours. */
function lambdaThrottles(): IMetric {
  return new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: Stats.SUM, period: FIVE_MINUTES });
}

/** In US dollars since the first of the month. */
export function smsSpent(): IMetric {
  return new Metric({
    namespace: 'AWS/SNS',
    metricName: 'SMSMonthToDateSpentUSD',
    statistic: Stats.MAXIMUM,
    period: Duration.hours(1),
  });
}

/** A push that nobody answers is no failure: its execution succeeds with `expired`. */
export function failuresOf(stateMachineArn: string): IMetric[] {
  return counted('AWS/States', { StateMachineArn: stateMachineArn }, ['ExecutionsFailed', 'ExecutionsTimedOut']);
}

/** Reads and writes of one table that DynamoDB refused. */
export function throttlesOf(tableName: string): IMetric[] {
  return counted('AWS/DynamoDB', { TableName: tableName }, ['ReadThrottleEvents', 'WriteThrottleEvents']);
}

function counted(namespace: string, dimensionsMap: Record<string, string>, names: readonly string[]): IMetric[] {
  const metric = (metricName: string) =>
    new Metric({ namespace, metricName, dimensionsMap, statistic: Stats.SUM, period: FIVE_MINUTES });
  return names.map(metric);
}
