import { CfnOutput, Duration, Fn, Lazy, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  ApiMapping,
  type CfnStage,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Endpoint } from '../../functions/http/endpoint.ts';
import type { StageSettings } from '../stage-settings.ts';
import type { Edge } from './edge.ts';

interface ServiceApiProps extends Pick<StageSettings, 'throttling' | 'domain'> {
  /** Stands in front and holds the domain, where the stage has one. */
  readonly edge: Edge | undefined;
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

/** The HTTP API: every path of the catalogue leads to its function, everything else to the page that says so. */
export class ServiceApi extends Construct {
  /** Where clients find it, without a slash at the end; tokens name it. */
  readonly publicUrl: string;
  private readonly api: HttpApi;
  private readonly edge: Edge | undefined;
  private readonly stage: CfnStage;
  private readonly factorRate: StageSettings['throttling']['factorRoutes'];
  private readonly routeSettings: Record<string, object> = {};

  constructor(scope: Construct, id: string, props: ServiceApiProps) {
    super(scope, id);
    const { throttling, domain, edge } = props;
    this.factorRate = throttling.factorRoutes;
    this.edge = edge;
    this.api = new HttpApi(this, 'Api', {
      apiName: Stack.of(this).stackName,
      createDefaultStage: false,
      // With a domain of its own nobody needs the other address. CloudFront does; the edge closes that to others.
      disableExecuteApiEndpoint: domain !== undefined && edge === undefined,
      ...(edge && { defaultAuthorizer: edge.authorizer }),
    });
    const stage = this.createStage(props);
    this.stage = stage.node.defaultChild as CfnStage;
    this.stage.routeSettings = Lazy.any({ produce: () => this.routeSettings });
    this.publicUrl = domain === undefined ? this.api.apiEndpoint : `https://${domain.name}`;
    if (edge !== undefined) edge.serve(this.api);
    else if (domain !== undefined) this.serveDomain(domain, stage);
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

  private createStage({ throttling, logRetention, removalPolicy }: ServiceApiProps): HttpStage {
    const logGroup = new LogGroup(this, 'AccessLogs', { retention: logRetention, removalPolicy });
    return new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: throttling.ratePerSecond, burstLimit: throttling.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
  }

  /** The name of the stage, with its certificate. Its owner points the DNS to the output. */
  private serveDomain({ name, certificateArn }: NonNullable<StageSettings['domain']>, stage: HttpStage): void {
    const domainName = new DomainName(this, 'DomainName', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
    });
    new ApiMapping(this, 'Mapping', { api: this.api, domainName, stage });
    new CfnOutput(this, 'DomainTarget', {
      description: `CNAME record for the DNS of ${name}`,
      value: domainName.regionalDomainName,
    });
  }

  /**
   * Sends all methods of each path to the function: it answers 405 with `Allow` where API Gateway would say 404.
   * `name` only makes the resources easy to tell apart.
   */
  serve(name: string, endpoints: readonly Endpoint[], lambda: IFunction): void {
    const integration = new HttpLambdaIntegration(name, lambda, {
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
    });
    for (const endpoint of endpoints) {
      const [route] = this.api.addRoutes({ path: endpoint.path, methods: [HttpMethod.ANY], integration });
      if (route !== undefined && needsOwnRate(endpoint)) this.limit(route, endpoint);
    }
  }

  /** The name in the address. On an emulator the address may have a port, which is no part of the name. */
  get host(): string {
    return Fn.select(0, Fn.split(':', Fn.select(2, Fn.split('/', this.publicUrl))));
  }

  /** Leads to the function what no route is for; API Gateway's own answer would be JSON, for people too. */
  serveRest(lambda: IFunction): void {
    const integration = new HttpLambdaIntegration('rest', lambda, {
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
    });
    const authorizer = this.edge && { authorizer: this.edge.authorizer };
    new HttpRoute(this.api, 'Rest', { httpApi: this.api, integration, routeKey: HttpRouteKey.DEFAULT, ...authorizer });
  }

  /** The settings of a route are refused while there is no such route. */
  private limit(route: HttpRoute, { path }: Endpoint): void {
    const { ratePerSecond, burst } = this.factorRate;
    this.routeSettings[`ANY ${path}`] = { ThrottlingRateLimit: ratePerSecond, ThrottlingBurstLimit: burst };
    this.stage.node.addDependency(route);
  }
}

/** Routes that prove a factor or send something: guessing and bombing go there. The contracts know which they are. */
export function needsOwnRate({ operations }: Endpoint): boolean {
  return Object.values(operations).some(
    ({ provesFactor, codes }) => provesFactor === true || codes.includes('SEND_LIMIT_EXCEEDED'),
  );
}
