import { runInNewContext } from 'node:vm';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import { NAME_VIEWER } from '../../lib/constructs/edge.ts';
import { needsOwnRate } from '../../lib/constructs/service-api.ts';
import { CONTEXT, sekishoApp, synthesise } from './synthesised.ts';

const ENV = { account: '123456789012', region: 'ap-northeast-1' };
const certificateIn = (region: string) => `arn:aws:acm:${region}:123456789012:certificate/0a`;
const DOMAIN = { name: 'mfa.mail.internal', certificateArn: certificateIn('ap-northeast-1') };
const API = 'AWS::ApiGatewayV2::Api';

describe('throttling by route', () => {
  const { service } = synthesise('dev');
  const [stage] = Object.values(service.findResources('AWS::ApiGatewayV2::Stage'));
  const limited = Object.keys(stage?.Properties.RouteSettings ?? {});

  test('is tighter where a factor is proved or something is sent, as the contracts say, and nowhere else', () => {
    const paths = Object.values(FUNCTIONS)
      .flat()
      .filter((endpoint) => needsOwnRate(endpoint))
      .map(({ path }) => `ANY ${path}`);
    expect(paths).toContain('ANY /oam/services/rest/auth/api/v1/mfa/validateOTP');
    expect(paths).toContain('ANY /oam/services/rest/auth/api/v1/mfa/createOTP');
    expect(paths).toContain('ANY /mfa/v1/push-challenges');
    expect(paths).not.toContain('ANY /health');
    expect(limited.toSorted()).toEqual(paths.toSorted());
    const { factorRoutes } = (CONTEXT.stages as { dev: { throttling: { factorRoutes: Record<string, number> } } }).dev
      .throttling;
    for (const settings of Object.values(stage?.Properties.RouteSettings)) {
      expect(settings).toEqual({
        ThrottlingRateLimit: factorRoutes.ratePerSecond,
        ThrottlingBurstLimit: factorRoutes.burst,
      });
    }
  });

  test('waits for the routes, without which API Gateway refuses it', () => {
    const routes = service.findResources('AWS::ApiGatewayV2::Route');
    const ids = Object.entries(routes).filter(([, { Properties }]) => limited.includes(Properties.RouteKey));
    expect(stage?.DependsOn).toEqual(expect.arrayContaining(ids.map(([id]) => id)));
  });
});

describe('a stage without a domain', () => {
  test('answers at the address of API Gateway', () => {
    const { service } = synthesise('dev');
    service.hasResourceProperties(API, { DisableExecuteApiEndpoint: false });
    service.resourceCountIs('AWS::ApiGatewayV2::DomainName', 0);
  });
});

describe('a stage with a domain', () => {
  const { service } = synthesise('prod', { env: ENV, domain: DOMAIN });

  test('answers there and nowhere else', () => {
    service.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainName: DOMAIN.name,
      DomainNameConfigurations: [Match.objectLike({ CertificateArn: DOMAIN.certificateArn, EndpointType: 'REGIONAL' })],
    });
    service.resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 1);
    service.hasResourceProperties(API, { DisableExecuteApiEndpoint: true });
  });

  test('puts its name into tokens and links', () => {
    service.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ PUBLIC_URL: `https://${DOMAIN.name}` }) },
    });
  });
});

describe('a stage with a web ACL', () => {
  const domain = { ...DOMAIN, certificateArn: certificateIn('us-east-1') };
  const prod = { ...(CONTEXT.stages as { prod: object }).prod, env: ENV, domain, waf: true };
  const app = sekishoApp({ stage: 'prod', stages: { prod } });
  const assembly = app.synth();
  const service = Template.fromJSON(assembly.getStackArtifact(app.service.artifactId).template);
  const edge = Template.fromJSON(assembly.getStackByName('SekishoEdge-prod').template);

  test('has the ACL where CloudFront looks for it, and the rest in its own region', () => {
    expect(assembly.getStackByName('SekishoEdge-prod').environment.region).toBe('us-east-1');
    expect(assembly.getStackArtifact(app.service.artifactId).environment.region).toBe('ap-northeast-1');
    edge.hasResourceProperties('AWS::WAFv2::WebACL', { Scope: 'CLOUDFRONT' });
  });

  test('passes cdk-nag', () => {
    expect(new AwsSolutionsChecks(app).validateScope(app)).toMatchObject({ success: true, violations: [] });
    expect(Annotations.fromStack(app.service).findError('*', Match.anyValue())).toEqual([]);
  });

  test('blocks an address that calls too often and what the rules of AWS know, and logs no secret of it', () => {
    const [acl] = Object.values(edge.findResources('AWS::WAFv2::WebACL'));
    const rules = acl?.Properties.Rules as { Name: string; Statement: object; Action?: object }[];
    expect(rules.map(({ Name }) => Name)).toEqual([
      'RatePerAddress',
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'AWSManagedRulesCommonRuleSet',
    ]);
    expect(rules[0]).toMatchObject({
      Action: { Block: { CustomResponse: { ResponseCode: 429 } } },
      Statement: { RateBasedStatement: { AggregateKeyType: 'IP', Limit: 1_000 } },
    });
    expect(JSON.stringify(acl)).not.toContain('"SampledRequestsEnabled":true');
    edge.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      RedactedFields: [
        { SingleHeader: { Name: 'authorization' } },
        { SingleHeader: { Name: 'cookie' } },
        { QueryString: {} },
        { UriPath: {} },
      ],
    });
  });

  test('serves the domain by CloudFront, which caches nothing and speaks modern TLS alone', () => {
    service.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: Match.objectLike({
        Aliases: [domain.name],
        WebACLId: Match.anyValue(),
        ViewerCertificate: Match.objectLike({ MinimumProtocolVersion: 'TLSv1.2_2021' }),
        // CachingDisabled and AllViewerExceptHostHeader, by their fixed ids.
        DefaultCacheBehavior: Match.objectLike({
          CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
          OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
          ViewerProtocolPolicy: 'https-only',
        }),
      }),
    });
  });

  test('closes the address of API Gateway: every route asks for the header, whose value is in no template', () => {
    const [authorizer] = Object.keys(service.findResources('AWS::ApiGatewayV2::Authorizer'));
    service.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      IdentitySource: ['$request.header.x-sekisho-origin'],
      EnableSimpleResponses: true,
    });
    const routes = Object.values(service.findResources('AWS::ApiGatewayV2::Route'));
    expect(routes).toHaveLength(Object.values(FUNCTIONS).flat().length + 1);
    for (const { Properties } of routes) {
      expect(Properties).toMatchObject({ AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: authorizer } });
    }
    const [distribution] = Object.values(service.findResources('AWS::CloudFront::Distribution'));
    const origins = distribution?.Properties.DistributionConfig.Origins as object[] | undefined;
    expect(JSON.stringify(origins)).toMatch(/x-sekisho-origin.*resolve:secretsmanager/);
  });

  test('names the viewer itself, over whatever he sent', () => {
    const event = {
      viewer: { ip: '203.0.113.7' },
      request: { headers: { 'x-sekisho-viewer': { value: '127.0.0.1' } } },
    };
    const request = runInNewContext(`${NAME_VIEWER}; handler(event)`, { event }) as typeof event.request;
    expect(request.headers['x-sekisho-viewer']).toEqual({ value: '203.0.113.7' });
  });
});
