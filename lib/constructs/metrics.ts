import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_NAMESPACE, type MetricName } from '../../functions/http/metric-names.ts';

/** A metric that the functions write into their log lines. */
export function sekishoMetric(metricName: MetricName, options: MetricOptions): Metric {
  return new Metric({ namespace: METRIC_NAMESPACE, metricName, ...options });
}
