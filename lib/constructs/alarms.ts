import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { sekishoMetric } from './metrics.ts';

interface AlarmsProps {
  readonly topic: ITopic;
  /** Answers of the API with 5xx. */
  readonly serverErrors: IMetric;
  /** Requests that the table refused. */
  readonly tableThrottles: IMetric;
  /** Executions of the push machine that did not come to their end. */
  readonly pushFailures: IMetric;
  /** Missing where the stage leaves the limit alone. */
  readonly smsLimitUsd: number | undefined;
}

interface Watched {
  /** The heading of its section in docs/runbook.md. */
  readonly title: string;
  readonly metric: IMetric;
  /** The alarm rings when the metric reaches it... */
  readonly threshold: number;
  /** ...in this many periods in a row. */
  readonly periods: number;
}

const FIVE_MINUTES = Duration.minutes(5);

/** Every alarm has a section in docs/runbook.md of the same name, and its description is the link to it. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.all = watched(props).map((alarm) => this.watch(alarm, props.topic));
  }

  private watch({ title, metric, threshold, periods }: Watched, topic: ITopic): Alarm {
    const anchor = title.toLowerCase().replaceAll(' ', '-');
    const alarm = new Alarm(this, anchor, {
      alarmDescription: `${title}. See docs/runbook.md#${anchor}`,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // A quiet night has no data, and that is well.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    return alarm;
  }
}

function watched({ serverErrors, tableThrottles, pushFailures, smsLimitUsd }: AlarmsProps): Watched[] {
  const count = (name: Parameters<typeof sekishoMetric>[0], period = FIVE_MINUTES): IMetric =>
    sekishoMetric(name, { statistic: Stats.SUM, period });
  return [
    { title: 'Calls fail', metric: serverErrors, threshold: 5, periods: 1 },
    { title: 'Functions are throttled', metric: lambdaThrottles(), threshold: 1, periods: 1 },
    { title: 'The table is throttled', metric: tableThrottles, threshold: 1, periods: 1 },
    {
      title: 'Checks are slow',
      metric: sekishoMetric('VerifyMilliseconds', { statistic: Stats.p(99), period: FIVE_MINUTES }),
      threshold: 1_000,
      periods: 3,
    },
    { title: 'Users are locked', metric: count('Locked'), threshold: 20, periods: 1 },
    { title: 'Deliveries fail', metric: count('DeliveryFailed'), threshold: 5, periods: 1 },
    { title: 'Records are lost', metric: count('RecordsLost'), threshold: 1, periods: 1 },
    { title: 'Push machines fail', metric: pushFailures, threshold: 5, periods: 1 },
    { title: 'Pushes are denied', metric: count('PushDenied', Duration.minutes(15)), threshold: 5, periods: 1 },
    ...(smsLimitUsd === undefined
      ? []
      : [{ title: 'SMS money runs out', metric: smsSpent(), threshold: smsLimitUsd * 0.8, periods: 1 }]),
  ];
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
export function failuresOf(stateMachineArn: string): IMetric {
  const metrics = { failed: 'ExecutionsFailed', timedOut: 'ExecutionsTimedOut' };
  return sumOf('AWS/States', { StateMachineArn: stateMachineArn }, metrics, 'push machines that failed');
}

/** Reads and writes of one table that DynamoDB refused. */
export function throttlesOf(tableName: string): IMetric {
  const metrics = { reads: 'ReadThrottleEvents', writes: 'WriteThrottleEvents' };
  return sumOf('AWS/DynamoDB', { TableName: tableName }, metrics, 'throttled requests');
}

/** Metrics of one thing, added; one that has no data in a period counts as none. */
function sumOf(
  namespace: string,
  dimensionsMap: Record<string, string>,
  metrics: Readonly<Record<string, string>>,
  label: string,
): IMetric {
  const counted = (metricName: string) =>
    new Metric({ namespace, metricName, dimensionsMap, statistic: Stats.SUM, period: FIVE_MINUTES });
  return new MathExpression({
    expression: Object.keys(metrics)
      .map((name) => `FILL(${name}, 0)`)
      .join(' + '),
    usingMetrics: Object.fromEntries(Object.entries(metrics).map(([name, metric]) => [name, counted(metric)])),
    period: FIVE_MINUTES,
    label,
  });
}
