import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { CONTEXT, functionsOf, sekishoApp, synthesise } from './synthesised.ts';

const DOMAIN = {
  name: 'mfa.mail.internal',
  certificateArn: 'arn:aws:acm:ap-northeast-1:123456789012:certificate/0a',
};
const RESOURCE = 'Custom::PasskeyRpId';
const { dev } = CONTEXT.stages as { dev: object };

const rpIdOf = (service: Template) => Object.values(service.findResources(RESOURCE))[0]?.Properties.RpId as unknown;

function warningsOf(changed: object): string[] {
  const app = sekishoApp({ stages: { dev: { ...dev, ...changed } } });
  return Annotations.fromStack(app.service)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data))
    .filter((text) => text.includes('sekisho:'));
}

describe('the domain that passkeys belong to', () => {
  const { service } = synthesise('dev', { domain: DOMAIN });

  test('is that of the stage', () => {
    expect(rpIdOf(service)).toBe(DOMAIN.name);
  });

  test('is a parent of it, where the stage says so', () => {
    const parent = synthesise('dev', { domain: DOMAIN, passkeyRpId: 'mail.internal' }).service;
    expect(rpIdOf(parent)).toBe('mail.internal');
  });

  test('is the host of API Gateway without one', () => {
    const bare = synthesise('dev').service;
    const [api = ''] = Object.keys(bare.findResources('AWS::ApiGatewayV2::Api'));
    const address = { 'Fn::GetAtt': [api, 'ApiEndpoint'] };
    const host = { 'Fn::Select': [2, { 'Fn::Split': ['/', address] }] };
    expect(rpIdOf(bare)).toEqual({ 'Fn::Select': [0, { 'Fn::Split': [':', host] }] });
  });

  test('reaches functions only through the resource that may refuse it', () => {
    const [resource] = Object.keys(service.findResources(RESOURCE));
    const told = functionsOf(service).flatMap(([name, , { Environment }]) => {
      const { PASSKEY_RP_ID } = (Environment as { Variables: Record<string, unknown> } | undefined)?.Variables ?? {};
      return PASSKEY_RP_ID === undefined ? [] : [[name, PASSKEY_RP_ID]];
    });
    expect(told.map(([name]) => name)).toContain('pages');
    for (const [, rpId] of told) expect(rpId).toEqual({ Ref: resource });
  });

  test('is asked for anew when the table is another one, or what is given up', () => {
    const changed = { domain: DOMAIN, restoredTable: 'restored', passkeyRpIdsGivenUp: ['old.example'] };
    synthesise('dev', changed).service.hasResourceProperties(RESOURCE, {
      TableName: 'restored',
      GivenUp: ['old.example'],
    });
  });
});

describe('a synthesis', () => {
  test('warns of a stage without a domain, whose passkeys are lost when it gets one', () => {
    expect(warningsOf({})).toEqual([expect.stringContaining('every one of them is lost when it gets a domain')]);
  });

  test('warns of no stage that has a domain, nor of one that names the domain of its passkeys', () => {
    expect(warningsOf({ domain: DOMAIN, passkeyOrigins: ['https://shop.internal'] })).toEqual([]);
    const passkeyRpId = 'abc123.execute-api.ap-northeast-1.amazonaws.com';
    expect(warningsOf({ passkeyRpId, passkeyOrigins: ['https://shop.internal'] })).toEqual([]);
    expect(warningsOf({ domain: DOMAIN, passkeyRpId: 'mail.internal' })).toEqual([]);
  });

  test('says where the list of further sites must be served, when it is not at the stage itself', () => {
    const passkeyRpId = 'mail.internal';
    const warning = expect.stringContaining('https://mail.internal/.well-known/webauthn');
    expect(warningsOf({ domain: DOMAIN, passkeyRpId, passkeyOrigins: ['https://shop.internal'] })).toEqual([warning]);
    // Its own address is a further site then.
    expect(warningsOf({ passkeyRpId })).toEqual([warning]);
  });
});

describe('the list of related origins', () => {
  test('has what the stage names', () => {
    const passkeyOrigins = ['https://shop.internal', 'https://b.internal:8443'];
    const { service } = synthesise('dev', { domain: DOMAIN, passkeyOrigins });
    service.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          PUBLIC_URL: `https://${DOMAIN.name}`,
          PASSKEY_ORIGINS: 'https://shop.internal,https://b.internal:8443',
        },
      },
    });
  });
});
