import { Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { CONTEXT, sekishoApp, synthesise } from './synthesised.ts';

test.each(['dev', 'prod'] as const)('two syntheses of %s in one process give the same templates', (stage) => {
  const [first, second] = [synthesise(stage), synthesise(stage)];
  expect(second.state.toJSON()).toEqual(first.state.toJSON());
  expect(second.service.toJSON()).toEqual(first.service.toJSON());
});

test('stacks go to the account and region of the stage, or to none in particular', () => {
  const env = { account: '123456789012', region: 'ap-northeast-1' };
  const { dev } = CONTEXT.stages as { dev: object };
  const placed = sekishoApp({ stages: { dev: { ...dev, env } } });
  expect([placed.state, placed.service]).toMatchObject([env, env]);
  expect(placed.synth().stacks).toHaveLength(2);
  expect(
    sekishoApp()
      .synth()
      .stacks.map(({ environment }) => environment.region),
  ).toEqual(['unknown-region', 'unknown-region']);
});

describe('cdk-nag', () => {
  test.each(['dev', 'prod'])('finds nothing in %s that is not acknowledged', (stage) => {
    const app = sekishoApp({ stage });
    expect(new AwsSolutionsChecks(app).validateScope(app)).toMatchObject({ success: true, violations: [] });
  });

  test('fails the synthesis when it finds something', () => {
    const app = sekishoApp();
    new Bucket(new Stack(app, 'Careless'), 'PublicLogs');
    expect(() => app.synth()).toThrow('AwsSolutions-S1');
  });

  test('is told to overlook these findings and no others, each with its reason', () => {
    const acknowledged = sekishoApp()
      .node.findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>));
    expect(acknowledged).toEqual([
      ['Annotation::AwsSolutions-SMG4', expect.stringContaining('issued by another party')],
      ['Annotation::AwsSolutions-APIG4', expect.stringContaining('The functions check')],
      ['Annotation::AwsSolutions-IAM5[Resource::*]', expect.stringContaining('have no ARN')],
      ['Annotation::AwsSolutions-SF1', expect.stringContaining('history of each execution')],
      ['Annotation::AwsSolutions-SF2', expect.stringContaining('call AWS alone')],
      ['Annotation::AwsSolutions-SF1', expect.stringContaining('as the push machine does')],
      ['Annotation::AwsSolutions-SF2', expect.stringContaining('one function alone')],
    ]);
  });
});
