import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RemovalPolicy } from 'aws-cdk-lib';
import { RootConstruct } from 'constructs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readStage, type Stage, StageError } from '../../lib/stages.ts';
import { CONTEXT } from './synthesised.ts';

const VALID = {
  senderAddress: 'codes@example.com',
  defaultDomain: 'DefaultDomain',
  removalPolicy: 'retain',
  logRetentionDays: 30,
  signingKeys: ['1'],
  throttling: { ratePerSecond: 10, burst: 20 },
};

function read(settings: object, context: object = {}): Stage {
  const { node } = new RootConstruct();
  for (const [key, value] of Object.entries({ stages: { dev: settings }, ...context })) node.setContext(key, value);
  return readStage(node);
}

describe('readStage', () => {
  test('reads `dev` when no stage is named', () => {
    const push = { PushAPNsProdServer: false, secretVersions: {} };
    expect(read(VALID)).toEqual({ name: 'dev', settings: { ...VALID, push, removalPolicy: RemovalPolicy.RETAIN } });
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
    ['throttling', { throttling: 10 }, /must have ratePerSecond and burst/],
    ['throttling.burst', { throttling: { ratePerSecond: 10, burst: 0 } }, /must be at least 1/],
    ['throttling.ratePerSecond', { throttling: { ratePerSecond: 0.5, burst: 1 } }, /must be a whole number/],
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

test('a wrong setting ends the app with one line and no template', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'sekisho-stage-'));
  onTestFinished(() => rmSync(outdir, { recursive: true }));
  const context = { ...CONTEXT, stages: { dev: { ...VALID, throttling: { ratePerSecond: 10, burst: -1 } } } };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/sekisho.ts'], {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    env: { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) },
    encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr: 'cdk.json: stages.dev.throttling.burst: must be at least 1\n',
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
