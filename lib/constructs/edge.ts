import { CfnOutput, Duration, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { HttpApi, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  SecurityPolicyProtocol,
  Function as ViewerFunction,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ORIGIN_HEADER } from '../../functions/service/edge-guard/contract.ts';
import { allow } from './grant.ts';
import { ServiceFunction } from './service-function.ts';

interface EdgeProps {
  readonly domain: { readonly name: string; readonly certificateArn: string };
  readonly webAclArn: string;
  readonly code: Code;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * CloudFront with the web ACL, in front of the API. The address of API Gateway cannot be switched off then, since CloudFront calls
 * it; instead an authorizer refuses every call without a secret that CloudFront adds. API Gateway remembers its answer for an hour and
 * refuses calls without the header by itself, so that the way costs no invocation.
 */
export class Edge extends Construct {
  readonly authorizer: IHttpRouteAuthorizer;
  private readonly props: EdgeProps;
  private readonly secret: Secret;

  constructor(scope: Construct, id: string, props: EdgeProps) {
    super(scope, id);
    this.props = props;
    const { removalPolicy, code, logRetention } = props;
    this.secret = new Secret(this, 'OriginSecret', {
      description: 'Sekisho: what CloudFront shows to API Gateway',
      generateSecretString: { passwordLength: 43, excludePunctuation: true },
      removalPolicy,
    });
    const { lambda } = new ServiceFunction(this, 'edge-guard', {
      description: 'Lets in what comes through CloudFront',
      code,
      logRetention,
      removalPolicy,
      environment: (role) => {
        allow(role, ['secretsmanager:GetSecretValue'], this.secret.secretArn);
        return { ORIGIN_SECRET_ID: this.secret.secretArn };
      },
    });
    this.authorizer = new HttpLambdaAuthorizer('EdgeGuard', lambda, {
      identitySource: [`$request.header.${ORIGIN_HEADER}`],
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      resultsCacheTtl: Duration.hours(1),
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'CloudFront takes a new value only when it is deployed; docs/deploy.md says how to change it.',
    });
  }

  /** Puts CloudFront in front of the API. Nothing is cached: every answer is for one caller and one moment. */
  serve(api: HttpApi): void {
    const { domain, webAclArn } = this.props;
    const { region, urlSuffix } = Stack.of(this);
    const distribution = new Distribution(this, 'Distribution', {
      comment: Stack.of(this).stackName,
      domainNames: [domain.name],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: HttpVersion.HTTP2_AND_3,
      webAclId: webAclArn,
      defaultBehavior: {
        origin: new HttpOrigin(`${api.apiId}.execute-api.${region}.${urlSuffix}`, {
          protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
          customHeaders: { [ORIGIN_HEADER]: this.secret.secretValue.unsafeUnwrap() },
          // Pushes are waited for; API Gateway itself ends a call after 30 seconds.
          readTimeout: Duration.seconds(31),
        }),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: this.nameViewer() }],
      },
    });
    new CfnOutput(this, 'DomainTarget', {
      description: `CNAME record for the DNS of ${domain.name}`,
      value: distribution.distributionDomainName,
    });
    Validations.of(distribution).acknowledge(
      {
        id: 'AwsSolutions-CFR1',
        reason: 'Users travel; which countries may call is for the owner to say, in the web ACL.',
      },
      {
        id: 'AwsSolutions-CFR3',
        reason:
          'Its access log keeps the query, which names users. API Gateway logs each call without it, the web ACL what it blocked.',
      },
    );
  }

  /** Writes the address of the viewer over whatever he sent under that name. */
  private nameViewer(): ViewerFunction {
    return new ViewerFunction(this, 'NameViewer', {
      comment: 'Writes the address of the viewer into x-sekisho-viewer',
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(NAME_VIEWER),
    });
  }
}

export const NAME_VIEWER = `function handler(event) {
  event.request.headers['x-sekisho-viewer'] = { value: event.viewer.ip };
  return event.request;
}`;
