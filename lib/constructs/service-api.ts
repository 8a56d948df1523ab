import { Duration, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Endpoint } from '../../functions/http/endpoint.ts';

export interface ServiceApiProps {
  readonly throttling: { readonly ratePerSecond: number; readonly burst: number };
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * What a line of the access log says. The route, never the path (it names users), and nothing of headers, query or
 * body: these carry passwords and codes.
 */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  routeKey: '$context.routeKey',
  method: '$context.httpMethod',
  status: '$context.status',
  sourceIp: '$context.identity.sourceIp',
  responseLength: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  integrationStatus: '$context.integrationStatus',
  errorType: '$context.error.responseType',
} as const;

/** The HTTP API: every path of the catalogue leads to its function, everything else is API Gateway's own 404. */
export class ServiceApi extends Construct {
  readonly url: string;
  /** The same without the slash at the end, as tokens name it. */
  readonly publicUrl: string;
  private readonly api: HttpApi;

  constructor(scope: Construct, id: string, { throttling, logRetention, removalPolicy }: ServiceApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', { apiName: Stack.of(this).stackName, createDefaultStage: false });
    const logGroup = new LogGroup(this, 'AccessLogs', { retention: logRetention, removalPolicy });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: throttling.ratePerSecond, burstLimit: throttling.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    this.url = stage.url;
    this.publicUrl = this.api.apiEndpoint;
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        'The functions check HTTP Basic credentials themselves, against users and groups of the identity domain, and ' +
        'refuse every call without them (health and the OpenAPI document are for anyone); an authorizer would only be ' +
        'a second place for the same rule.',
    });
  }

  /** Calls, and those among them that were answered with 5xx. */
  metrics(): { readonly requests: IMetric; readonly serverErrors: IMetric } {
    const options = { statistic: Stats.SUM, period: Duration.minutes(5) };
    return { requests: this.api.metricCount(options), serverErrors: this.api.metricServerError(options) };
  }

  /**
   * Sends all methods of each path to the function: it answers 405 with `Allow` where API Gateway would say 404.
   * `name` only makes the resources easy to tell apart.
   */
  serve(name: string, endpoints: readonly Endpoint[], lambda: IFunction): void {
    const integration = new HttpLambdaIntegration(name, lambda, {
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
    });
    for (const { path } of endpoints) this.api.addRoutes({ path, methods: [HttpMethod.ANY], integration });
  }
}
