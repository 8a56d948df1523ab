import { describe, expect, test } from 'vitest';
import {
  capabilityOf,
  type DeployedFunction,
  FUNCTIONS,
  type FunctionName,
} from '../../functions/deployed-functions.ts';
import { CONTEXT, functionsOf, type Resource, resourcesOf, synthesise } from './synthesised.ts';

const { service } = synthesise('dev');
const functions = functionsOf(service);
const resources = Object.entries(resourcesOf(service));
const { dev } = CONTEXT.stages as { dev: { logRetentionDays: number; throttling: Record<string, number> } };

describe('functions', () => {
  test('are those of the catalogue, one each', () => {
    expect(functions.map(([name]) => name).toSorted()).toEqual(
      [...Object.keys(FUNCTIONS), 'push-start', 'reset-notice', 'sms-account', 'passkey-rp-id'].toSorted(),
    );
  });

  test.each(functions)('%s runs on arm64 and Node 24, for ten seconds', (_name, _id, properties) => {
    expect(properties).toMatchObject({
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      MemorySize: 512,
      Timeout: 10,
    });
    // A new account has ten instances in all and lets none of them be set aside.
    expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test('in which clients wait have as many instances set aside as may wait, and no other function has', () => {
    const waiting = functionsOf(synthesise('dev', { waitingClients: 40 }).service);
    const setAside = waiting.filter(([, , properties]) => 'ReservedConcurrentExecutions' in properties);
    expect(setAside.map(([name]) => name).toSorted()).toEqual(['page-state', 'push-status']);
    for (const [, , properties] of setAside) {
      // API Gateway gives up after 30 seconds; the longest wait is 25.
      expect(properties).toMatchObject({ ReservedConcurrentExecutions: 40, Timeout: 30 });
      expect(properties.Environment).toMatchObject({ Variables: { CLIENTS_MAY_WAIT: 'true' } });
    }
  });

  test('let nobody wait where no instances are set aside: a wait cannot take the place of a verdict', () => {
    const unset = functions.filter(([name]) => ['page-state', 'push-status'].includes(name));
    expect(unset).toHaveLength(2);
    for (const [, , { Environment }] of unset) {
      expect(Environment).toMatchObject({ Variables: { CLIENTS_MAY_WAIT: 'false' } });
    }
  });

  test.each(functions)('%s gets exactly the variables that its schema knows', async (name, _id, properties) => {
    const { Env } = (await import(`../../functions/${capabilityOf(name as DeployedFunction)}/${name}/env.ts`)) as {
      Env: { shape: object };
    };
    const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: object };
    expect(Object.keys(Variables).toSorted()).toEqual(Object.keys(Env.shape).toSorted());
  });

  test('share neither role nor log group', () => {
    const distinct = (property: string) =>
      new Set(functions.map(([, , properties]) => JSON.stringify(properties[property])));
    expect(distinct('Role').size).toBe(functions.length);
    expect(distinct('LoggingConfig').size).toBe(functions.length);
  });
});

describe('routes', () => {
  const routes = resources.filter(([, { Type }]) => Type === 'AWS::ApiGatewayV2::Route').map(([, route]) => route);

  test.each(Object.keys(FUNCTIONS) as FunctionName[])('lead every path of %s to it, with any method', (name) => {
    const id = functions.find(([other]) => other === name)?.[1];
    const served = routes.filter((route) => lambdaBehind(route) === id).map(({ Properties }) => Properties.RouteKey);
    const rest = name === 'pages' ? ['$default'] : [];
    expect(served).toEqual([...FUNCTIONS[name].map(({ path }) => `ANY ${path}`), ...rest]);
  });

  test('are no more than that, and the one for everything else', () => {
    expect(routes).toHaveLength(Object.values(FUNCTIONS).flat().length + 1);
  });

  test('come with the right to call the function, for their own path alone', () => {
    for (const [name, id] of functions) {
      const permissions = resources
        .filter(([, { Type }]) => Type === 'AWS::Lambda::Permission')
        .filter(([, { Properties }]) => JSON.stringify(Properties.FunctionName).includes(`"${id}"`));
      const paths = permissions.map(
        ([, { Properties }]) => JSON.stringify(Properties.SourceArn).match(/\/\*\/\*(\/[^"]+)/)?.[1],
      );
      const endpoints = name in FUNCTIONS ? FUNCTIONS[name as FunctionName] : [];
      const rest = name === 'pages' ? [undefined] : [];
      expect(paths).toEqual([...endpoints.map(({ path }) => path), ...rest]);
    }
  });

  test('hand over events of version 2.0', () => {
    service.allResourcesProperties('AWS::ApiGatewayV2::Integration', {
      IntegrationType: 'AWS_PROXY',
      PayloadFormatVersion: '2.0',
    });
  });

  function lambdaBehind(route: Resource): string | undefined {
    const target = JSON.stringify(route.Properties.Target);
    const integration = resources.find(
      ([id, { Type }]) => Type === 'AWS::ApiGatewayV2::Integration' && target.includes(`"${id}"`),
    );
    return (integration?.[1].Properties.IntegrationUri as { 'Fn::GetAtt': string[] } | undefined)?.['Fn::GetAtt'][0];
  }
});

describe('the stage of the API', () => {
  const [stage] = Object.values(service.findResources('AWS::ApiGatewayV2::Stage'));

  test('is the default one and throttles as the settings say', () => {
    service.resourceCountIs('AWS::ApiGatewayV2::Stage', 1);
    expect(stage?.Properties).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: {
        ThrottlingRateLimit: dev.throttling.ratePerSecond,
        ThrottlingBurstLimit: dev.throttling.burst,
      },
    });
  });

  test('logs who called which route, and nothing of path, query, headers or body', () => {
    const format = JSON.parse(stage?.Properties.AccessLogSettings.Format) as Record<string, string>;
    expect(format).toMatchObject({
      requestId: '$context.requestId',
      routeKey: '$context.routeKey',
      status: '$context.status',
    });
    expect(
      Object.values(format).filter((value) => /path|query|header|body|authori[sz]er|userAgent/i.test(value)),
    ).toEqual([]);
  });
});

test('every log group forgets after the days of the settings', () => {
  service.resourceCountIs('AWS::Logs::LogGroup', functions.length + 1);
  service.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: dev.logRetentionDays });
});

test('nothing in the stack keeps state', () => {
  const made = resources.filter(([, { Type }]) => !Type.startsWith('Custom::'));
  const types = new Set(made.map(([, { Type }]) => Type.split('::')[1]));
  const usual = ['ApiGatewayV2', 'CloudWatch', 'Events', 'IAM', 'Lambda', 'Logs', 'SMSVOICE', 'SNS', 'StepFunctions'];
  expect([...types].toSorted()).toEqual(usual);
});
