import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { rightsOf } from './policies.ts';
import { CONTEXT, functionsOf, resourcesOf, sekishoApp } from './synthesised.ts';

const VERSION = '11111111-2222-3333-4444-555555555555';
const ROTATED = '99999999-2222-3333-4444-555555555555';
const { dev } = CONTEXT.stages as { dev: object };

function serviceWith(push: object): Template {
  const app = sekishoApp({ stages: { dev: { ...dev, push } } });
  return Template.fromJSON(app.synth().getStackArtifact(app.service.artifactId).template);
}

function applicationsOf(service: Template): Record<string, unknown>[] {
  return Object.values(resourcesOf(service))
    .filter(({ Type }) => Type === 'Custom::SnsPlatformApplication')
    .map(({ Properties }) => Properties);
}

const both = { secretVersions: { pushApnsCertKey: VERSION, omaApiKey: VERSION } };

describe('platform applications', () => {
  test.each([
    ['none without a version', {}, []],
    ['FCM alone', { secretVersions: { omaApiKey: VERSION } }, ['GCM']],
    [
      "Apple's sandbox unless production is asked for",
      { secretVersions: { pushApnsCertKey: VERSION } },
      ['APNS_SANDBOX'],
    ],
    ['production with PushAPNsProdServer', { ...both, PushAPNsProdServer: true }, ['APNS', 'GCM']],
  ])('are there for the secrets that have a version: %s', (_name, push, platforms) => {
    const service = serviceWith(push);
    expect(applicationsOf(service).map(({ Platform }) => Platform)).toEqual(platforms);
    const makers = functionsOf(service).filter(([, , { Description }]) =>
      /platform applications/.test(String(Description)),
    );
    expect(makers).toHaveLength(platforms.length === 0 ? 0 : 1);
  });

  test('are given the address of the secret and its version, and nothing else that could be a value', () => {
    const [first] = applicationsOf(serviceWith({ secretVersions: { omaApiKey: VERSION } }));
    expect(Object.keys(first ?? {}).toSorted()).toEqual([
      'Name',
      'Platform',
      'SecretArn',
      'SecretVersion',
      'ServiceTimeout',
      'ServiceToken',
    ]);
    expect(first).toMatchObject({
      SecretVersion: VERSION,
      SecretArn: { 'Fn::GetStackOutput': { OutputName: expect.stringMatching(/omaApiKey/) } },
    });
  });

  test('change when the version does', () => {
    const [rotated] = applicationsOf(serviceWith({ secretVersions: { omaApiKey: ROTATED } }));
    expect(rotated).toMatchObject({ SecretVersion: ROTATED });
  });

  test('no template resolves a secret', () => {
    expect(JSON.stringify(serviceWith(both).toJSON())).not.toMatch(/\{\{resolve:|SecretString/);
  });
});

describe('the function that makes them', () => {
  const SNS = 'arn:<AWS::Partition>:sns:<AWS::Region>:<AWS::AccountId>:app/';
  const NAME = 'SekishoService-dev';
  const ALL = 'sns:CreatePlatformApplication sns:DeletePlatformApplication sns:SetPlatformApplicationAttributes';

  function rights(push: object): string[] {
    const service = serviceWith(push);
    const maker = functionsOf(service).find(([, , { Description }]) =>
      /platform applications/.test(String(Description)),
    );
    if (maker === undefined) throw new Error('there is no such function');
    return rightsOf(service, maker[2]).filter((right) => !/^logs:|^kms:Decrypt on state key/.test(right));
  }

  test('reads the one secret and keeps the one application that it is for', () => {
    const found = rights({ secretVersions: { omaApiKey: VERSION } });
    expect(found).toHaveLength(3);
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^secretsmanager:GetSecretValue on .*omaApiKey/),
        `sns:CreatePlatformApplication on ${SNS}`,
        expect.stringMatching(new RegExp(`on ${SNS.replaceAll('.', '\\.')}GCM/${NAME}$`)),
      ]),
    );
    expect(found.join()).not.toMatch(/pushApnsCertKey|umsKey|APNS/);
  });

  test("keeps the applications of both of Apple's servers, so that one can follow the other", () => {
    const found = rights({ secretVersions: { pushApnsCertKey: VERSION } }).join('\n');
    for (const platform of ['APNS', 'APNS_SANDBOX']) expect(found).toContain(`${SNS}${platform}/${NAME}`);
    for (const action of ALL.split(' ')) expect(found).toContain(action);
    expect(found).not.toMatch(/GCM|omaApiKey/);
  });
});
