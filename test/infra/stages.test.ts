import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RemovalPolicy } from 'aws-cdk-lib';
import { RootConstruct } from 'constructs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SETTING_NAMES } from '../../lib/stage-settings.ts';
import { readStage, type Stage, StageError } from '../../lib/stages.ts';
import { CDK_JSON, CONTEXT } from './synthesised.ts';

const DEPLOY = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');

const VALID = {
  senderAddress: 'codes@mail.internal',
  defaultDomain: 'DefaultDomain',
  removalPolicy: 'retain',
  logRetentionDays: 30,
  signingKeys: ['1'],
  throttling: { ratePerSecond: 10, burst: 20, factorRoutes: { ratePerSecond: 10, burst: 20 } },
};

function read(settings: object, context: object = {}): Stage {
  const { node } = new RootConstruct();
  for (const [key, value] of Object.entries({ stages: { dev: settings }, ...context })) node.setContext(key, value);
  return readStage(node);
}

describe('readStage', () => {
  test('reads `dev` when no stage is named', () => {
    const push = { PushAPNsProdServer: false, secretVersions: {} };
    expect(read(VALID)).toEqual({
      name: 'dev',
      settings: {
        ...VALID,
        waf: false,
        push,
        passkeyRpIdsGivenUp: [],
        passkeyOrigins: [],
        removalPolicy: RemovalPolicy.RETAIN,
      },
    });
  });

  test('reads the stage that is named, with its account and region', () => {
    const env = { account: '123456789012', region: 'ap-northeast-1' };
    const { name, settings } = read(VALID, { stage: 'prod', stages: { prod: { ...VALID, env } } });
    expect({ name, env: settings.env }).toEqual({ name: 'prod', env });
  });

  test.each<[field: string, change: object, reason: RegExp]>([
    ['senderAddress', { senderAddress: 'example.com' }, /must be an e-mail address/],
    ['senderAddress', { senderAddress: undefined }, /must be an e-mail address/],
    ['defaultDomain', { defaultDomain: 'a#b' }, /must be a name of 1 to 64 characters/],
    ['removalPolicy', { removalPolicy: 'keep' }, /must be "retain" or "destroy"/],
    ['logRetentionDays', { logRetentionDays: 8 }, /must be one of 1, 3, 5, 7, 14, 30,/],
    ['logRetentionDays', { logRetentionDays: 9999 }, /must be one of/],
    ['logRetentionDays', { logRetentionDays: '14' }, /must be a whole number/],
    ['signingKeys', { signingKeys: '1' }, /must be a list/],
    ['signingKeys', { signingKeys: [] }, /must name at least one key/],
    ['signingKeys', { signingKeys: ['1', '1'] }, /must not name a key twice/],
    ['signingKeys.0', { signingKeys: ['Key 1'] }, /must be a name of small letters/],
    ['throttling', { throttling: 10 }, /must have ratePerSecond, burst and factorRoutes/],
    ['throttling.burst', { throttling: { ...VALID.throttling, burst: 0 } }, /must be at least 1/],
    ['throttling.ratePerSecond', { throttling: { ...VALID.throttling, ratePerSecond: 0.5 } }, /must be a whole number/],
    ['push.PushAPNsProdServer', { push: { PushAPNsProdServer: 'yes' } }, /must be true or false/],
    [
      'push.secretVersions.omaApiKey',
      { push: { secretVersions: { omaApiKey: '1' } } },
      /must be the VersionId of a secret/,
    ],
    ['env.account', { env: { account: 123456789012, region: 'eu-west-1' } }, /must be a text/],
    ['env.region', { env: { account: '123456789012', region: 'Tokyo' } }, /must be a region/],
  ])('refuses a wrong %s (%j) and says why', (field, change, reason) => {
    const message = messageOf(() => read({ ...VALID, ...change }));
    expect(message).toMatch(reason);
    expect(message.startsWith(`cdk.json: stages.dev.${field}: `)).toBe(true);
    expect(message).not.toContain('\n');
  });

  const CERTIFICATE = 'arn:aws:acm:ap-northeast-1:123456789012:certificate/0a';
  const DOMAIN = { name: 'mfa.mail.internal', certificateArn: CERTIFICATE };
  const EDGE_DOMAIN = { ...DOMAIN, certificateArn: CERTIFICATE.replace('ap-northeast-1', 'us-east-1') };
  const TOKYO = { account: '123456789012', region: 'ap-northeast-1' };

  test.each<[field: string, change: object, reason: RegExp]>([
    ['alarmEmail', { alarmEmail: 'me' }, /must be an e-mail address/],
    ['domain', { domain: 'mfa.example.com' }, /must have name and certificateArn/],
    ['domain.name', { domain: { ...DOMAIN, name: 'https://mfa' } }, /must be a name such as/],
    ['domain.certificateArn', { domain: { ...DOMAIN, certificateArn: 'mine' } }, /must be the ARN/],
    [
      'domain.certificateArn',
      { domain: EDGE_DOMAIN, env: TOKYO },
      /must be in the region of the stage, ap-northeast-1/,
    ],
    ['domain.certificateArn', { domain: DOMAIN, env: TOKYO, waf: true }, /must be in us-east-1 with waf/],
    ['domain', { env: TOKYO, waf: true }, /is needed with waf/],
    ['env', { domain: EDGE_DOMAIN, waf: true }, /is needed with waf/],
    ['waf', { waf: 'on' }, /must be true or false/],
    ['restoredTable', { restoredTable: 'arn:aws:x' }, /must be the name of a table/],
    ['quietHours', { quietHours: 0 }, /must be at least 1/],
    ['quietHours', { quietHours: 25 }, /must be at most 24/],
    ['waitingClients', { waitingClients: -1 }, /must be at least 0/],
    ['waitingClients', { waitingClients: '50' }, /must be a whole number/],
    ['sms', { sms: true }, /must have allowedCountries and monthlySpendLimitUsd/],
    ['sms.allowedCountries', { sms: { allowedCountries: [], monthlySpendLimitUsd: 1 } }, /at least one country/],
    ['sms.allowedCountries.0', { sms: { allowedCountries: ['Japan'], monthlySpendLimitUsd: 1 } }, /must be a country/],
    ['sms.monthlySpendLimitUsd', { sms: { allowedCountries: ['JP'], monthlySpendLimitUsd: 0 } }, /at least 1/],
    [
      'throttling.factorRoutes',
      { throttling: { ...VALID.throttling, factorRoutes: { ratePerSecond: 11, burst: 20 } } },
      /must not be more than the whole API has/,
    ],
    ['senderAddress', { senderAddress: 'sekisho@example.com' }, /is a placeholder that cannot send/],
    ['senderAddress', { senderAddress: 'codes@mail.test' }, /is a placeholder that cannot send/],
  ])('refuses %s when it is %j', (field, change, reason) => {
    const message = messageOf(() => read({ ...VALID, ...change }));
    expect(message).toMatch(reason);
    expect(message.startsWith(`cdk.json: stages.dev.${field}: `)).toBe(true);
  });

  test.each<[field: string, change: object, reason: RegExp]>([
    ['passkeyRpId', { passkeyRpId: '' }, /must be a host name/],
    ['passkeyRpId', { passkeyRpId: 'https://mail.internal' }, /must be a host name/],
    ['passkeyRpId', { passkeyRpId: 'mail.internal:443' }, /must be a host name/],
    ['passkeyRpId', { passkeyRpId: 'mail.internal/' }, /must be a host name/],
    ['passkeyRpId', { passkeyRpId: 'mail.internal.' }, /must be a host name/],
    ['passkeyRpId', { passkeyRpId: '*.mail.internal' }, /must be a host name/],
    ['passkeyRpId', { passkeyRpId: 'MFA.mail.internal' }, /must be a host name in small letters/],
    ['passkeyRpId', { passkeyRpId: '203.0.113.7' }, /an IP address is none/],
    ['passkeyRpId', { passkeyRpId: '[2001:db8::1]' }, /an IP address is none/],
    ['passkeyRpId', { passkeyRpId: 'com' }, /must be a host name/],
    ['passkeyRpId', { passkeyRpId: `${'a'.repeat(64)}.internal` }, /must be a host name/],
    ['passkeyRpId', { passkeyRpId: 'execute-api.ap-northeast-1.amazonaws.com' }, /must be a name of yours/],
    ['passkeyRpId', { passkeyRpId: 'amazonaws.com' }, /must be a name of yours/],
    ['passkeyRpId', { passkeyRpId: 'lambda-url.ap-northeast-1.on.aws' }, /must be a name of yours/],
    ['passkeyRpId', { passkeyRpId: 'cloudfront.net' }, /must be a name of yours/],
    ['passkeyRpId', { passkeyRpId: 'co.jp' }, /must be a name of yours/],
    ['passkeyRpId', { domain: DOMAIN, passkeyRpId: 'other.internal' }, /must be mfa\.mail\.internal.* or a parent/],
    ['passkeyRpId', { domain: DOMAIN, passkeyRpId: 'il.internal' }, /or a parent/],
    ['passkeyRpId', { domain: DOMAIN, passkeyRpId: 'a.mfa.mail.internal' }, /or a parent/],
    ['passkeyRpIdsGivenUp', { passkeyRpIdsGivenUp: 'old.internal' }, /must be a list/],
    ['passkeyRpIdsGivenUp.0', { passkeyRpIdsGivenUp: ['https://old.internal'] }, /must be a host name/],
    ['passkeyRpIdsGivenUp', { domain: DOMAIN, passkeyRpIdsGivenUp: [DOMAIN.name] }, /which this stage uses/],
    ['passkeyOrigins', { passkeyOrigins: 'https://shop.internal' }, /must be a list/],
    ['passkeyOrigins', { passkeyOrigins: ['https://a.co', 'https://a.co'] }, /must not name an origin twice/],
    ['passkeyOrigins.0', { passkeyOrigins: ['http://shop.internal'] }, /must be an origin/],
    ['passkeyOrigins.0', { passkeyOrigins: ['https://shop.internal/'] }, /nothing behind the host/],
    ['passkeyOrigins.0', { passkeyOrigins: ['https://Shop.internal'] }, /must be an origin/],
    ['passkeyOrigins.0', { passkeyOrigins: ['https://shop.internal:443'] }, /must be an origin/],
    ['passkeyOrigins.0', { passkeyOrigins: ['https://a@shop.internal'] }, /must be an origin/],
    ['passkeyOrigins.0', { passkeyOrigins: ['https://203.0.113.7'] }, /must be an origin/],
    ['passkeyOrigins.0', { passkeyOrigins: ['*'] }, /must be an origin/],
    [
      'passkeyOrigins',
      { domain: DOMAIN, passkeyOrigins: ['b', 'c', 'd', 'e', 'f'].map((owner) => `https://${owner}.example`) },
      /more than 5 owners/,
    ],
  ])('refuses %s of passkeys when it is %j', (field, change, reason) => {
    const message = messageOf(() => read({ ...VALID, ...change }));
    expect(message).toMatch(reason);
    expect(message.startsWith(`cdk.json: stages.dev.${field}: `)).toBe(true);
  });

  test.each([
    [{ domain: DOMAIN, passkeyRpId: DOMAIN.name }],
    [{ domain: DOMAIN, passkeyRpId: 'mail.internal' }],
    [{ passkeyRpId: 'abc123.execute-api.ap-northeast-1.amazonaws.com' }],
    [{ passkeyRpId: 'example.co.jp', passkeyRpIdsGivenUp: ['old.example'] }],
    [{ domain: DOMAIN, passkeyOrigins: ['b', 'c', 'd', 'e'].map((owner) => `https://${owner}.example`) }],
    // One owner, however many sites and countries.
    [
      {
        domain: DOMAIN,
        passkeyOrigins: ['a.b.com', 'c.b.com', 'b.de', 'b.co.jp', 'd.b.fr', 'b.it'].map((host) => `https://${host}`),
      },
    ],
  ])('takes %j for passkeys', (change) => {
    expect(read({ ...VALID, ...change }).settings).toMatchObject(change);
  });

  test('takes a placeholder for a sender where nothing is kept, so that a first look needs no domain', () => {
    const { settings } = read({ ...VALID, removalPolicy: 'destroy', senderAddress: 'sekisho@example.com' });
    expect(settings.senderAddress).toBe('sekisho@example.com');
  });

  test('takes everything together', () => {
    const sms = { allowedCountries: ['JP', 'US'], monthlySpendLimitUsd: 100 };
    const { settings } = read({ ...VALID, env: TOKYO, domain: EDGE_DOMAIN, waf: true, sms, alarmEmail: 'a@b.co' });
    expect(settings).toMatchObject({ domain: EDGE_DOMAIN, waf: true, sms, alarmEmail: 'a@b.co' });
  });

  test('lets cdk.json itself name no address for `prod`, and says so in one line', () => {
    const { prod } = CDK_JSON.context.stages;
    expect(messageOf(() => read({}, { stage: 'prod', stages: { prod } }))).toBe(
      'cdk.json: stages.prod.senderAddress: is a placeholder that cannot send; ' +
        'this stage is kept ("retain"), so give an address of a domain of yours',
    );
  });

  test('refuses a setting that it does not know, by name', () => {
    expect(messageOf(() => read({ ...VALID, sender: 'x' }))).toMatch(/^cdk\.json: stages\.dev: .*"sender"/);
  });

  test('names all wrong settings at once', () => {
    const message = messageOf(() => read({ ...VALID, senderAddress: '', logRetentionDays: 8 }));
    expect(message).toMatch(/senderAddress.*; .*logRetentionDays/);
  });

  test('refuses a stage that is not in cdk.json and names those that are', () => {
    expect(messageOf(() => read(VALID, { stage: 'test' }))).toBe('cdk.json: there is no stage "test"; known: dev');
  });

  test('refuses a stage name that cannot be part of a stack name', () => {
    expect(messageOf(() => read(VALID, { stage: 'a/b' }))).toMatch(/^-c stage: must be a name/);
  });

  test('refuses a cdk.json without stages', () => {
    expect(messageOf(() => read(VALID, { stages: undefined }))).toMatch(/context\.stages must be a map/);
  });
});

test.each(SETTING_NAMES)('docs/deploy.md explains %s', (name) => {
  expect(DEPLOY).toContain(`\n| \`${name}\` |`);
});

test('a wrong setting ends the app with one line and no template', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'sekisho-stage-'));
  onTestFinished(() => rmSync(outdir, { recursive: true }));
  const context = { ...CONTEXT, stages: { dev: { ...VALID, alarmEmail: 'nobody' } } };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/sekisho.ts'], {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    env: { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) },
    encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr: 'cdk.json: stages.dev.alarmEmail: must be an e-mail address\n',
  });
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof StageError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}
