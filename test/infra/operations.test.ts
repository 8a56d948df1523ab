import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { stateMachine } from './state-machine.ts';
import { resourcesOf, synthesise } from './synthesised.ts';

const [dev, prod] = [synthesise('dev'), synthesise('prod')];
const CERTIFICATE = 'arn:aws:acm:ap-northeast-1:123456789012:certificate/0a';
/** With everything that can be watched. */
const watched = synthesise('prod', {
  quietHours: 4,
  domain: { name: 'mfa.mail.internal', certificateArn: CERTIFICATE },
});
const ALARM = 'AWS::CloudWatch::Alarm';
const RUNBOOK = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');

interface Section {
  readonly title: string;
  readonly parts: readonly string[];
}

/** The sections below a first-level heading, each with the headings of its parts. */
function sectionsUnder(chapter: string): Section[] {
  const text = RUNBOOK.split(/^# /m).find((part) => part.startsWith(`${chapter}\n`)) ?? '';
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      title: section.split('\n')[0] ?? '',
      parts: [...section.matchAll(/^### (.*)$/gm)].map(([, part]) => part ?? ''),
    }));
}

function anchorOf({ title }: Section): string {
  return title.toLowerCase().replaceAll(' ', '-');
}

describe('alarms and runbook', () => {
  const alarmsOf = ({ service }: typeof prod) =>
    Object.values(service.findResources(ALARM)).map(({ Properties }) => Properties);
  const alarms = alarmsOf(prod);
  const sections = sectionsUnder('Alarms');

  test('name each other', () => {
    const links = new Set(alarmsOf(watched).map(({ AlarmDescription }) => AlarmDescription as string));
    expect(links.size).toBeGreaterThan(0);
    expect([...links].toSorted()).toEqual(
      sections.map((section) => `${section.title}. See docs/runbook.md#${anchorOf(section)}`).toSorted(),
    );
  });

  test.each([...sections, ...sectionsUnder('News')])(
    'say of "$title" what it is, where to look, what to do',
    ({ parts }) => {
      expect(parts).toEqual(['Description', 'Investigation', 'Resolution']);
    },
  );

  test('tell the operators when they ring and when they stop', () => {
    const [topic] = Object.keys(prod.service.findResources('AWS::SNS::Topic'));
    for (const { AlarmActions, OKActions } of alarms) {
      expect([AlarmActions, OKActions]).toEqual([[{ Ref: topic }], [{ Ref: topic }]]);
    }
  });

  test('are quiet when nothing happens', () => {
    for (const { TreatMissingData } of alarms) expect(TreatMissingData).toBe('notBreaching');
  });

  test.each([
    ['Sekisho', 'Locked', 'Sum', 20],
    ['Sekisho', 'DeliveryFailed', 'Sum', 5],
    ['Sekisho', 'PushDenied', 'Sum', 5],
    ['AWS/Lambda', 'Throttles', 'Sum', 1],
    ['AWS/ApiGateway', '5xx', 'Sum', 5],
    ['AWS/SNS', 'SMSMonthToDateSpentUSD', 'Maximum', 0.8],
  ])('watch %s %s: %s of %d or more', (Namespace, MetricName, Statistic, Threshold) => {
    const ComparisonOperator = 'GreaterThanOrEqualToThreshold';
    prod.service.hasResourceProperties(ALARM, { Namespace, MetricName, Statistic, Threshold, ComparisonOperator });
  });

  test('watch one metric each: few other programs that speak AWS know arithmetic in alarms', () => {
    for (const alarm of alarmsOf(watched)) expect(alarm).not.toHaveProperty('Metrics');
  });

  test('watch silence and the end of the certificate where the stage asks for it', () => {
    const names = (stacks: typeof prod) => alarmsOf(stacks).map(({ MetricName }) => MetricName as string);
    expect(names(prod)).not.toContain('Accepted');
    expect(names(prod)).not.toContain('DaysToExpiry');
    const ComparisonOperator = 'LessThanOrEqualToThreshold';
    watched.service.hasResourceProperties(ALARM, {
      ...{ Namespace: 'Sekisho', MetricName: 'Accepted', Threshold: 0, Period: 3_600, EvaluationPeriods: 4 },
      ...{ ComparisonOperator, TreatMissingData: 'breaching' },
    });
    watched.service.hasResourceProperties(ALARM, {
      ...{ Namespace: 'AWS/CertificateManager', MetricName: 'DaysToExpiry', Threshold: 21 },
      ...{ Dimensions: [{ Name: 'CertificateArn', Value: CERTIFICATE }], ComparisonOperator },
      TreatMissingData: 'notBreaching',
    });
  });

  test.each(['ExecutionsFailed', 'ExecutionsTimedOut'])('watch %s of the push machine', (MetricName) => {
    const { id: machine } = stateMachine(prod.service, 'Push');
    prod.service.hasResourceProperties(ALARM, {
      AlarmDescription: 'Push machines fail. See docs/runbook.md#push-machines-fail',
      ...{ Namespace: 'AWS/States', MetricName, Statistic: 'Sum', Threshold: 5 },
      Dimensions: [{ Name: 'StateMachineArn', Value: { Ref: machine } }],
    });
  });

  test('watch the slowest hundredth of checks, and the table', () => {
    prod.service.hasResourceProperties(ALARM, { MetricName: 'VerifyMilliseconds', ExtendedStatistic: 'p99' });
    for (const MetricName of ['ReadThrottleEvents', 'WriteThrottleEvents']) {
      prod.service.hasResourceProperties(ALARM, {
        ...{ Namespace: 'AWS/DynamoDB', MetricName, Threshold: 1 },
        AlarmDescription: 'The table is throttled. See docs/runbook.md#the-table-is-throttled',
      });
    }
  });
});

describe('the topic of the operators', () => {
  test('lets in CloudWatch of this account and EventBridge, and nobody without TLS', () => {
    const [policy] = Object.values(dev.service.findResources('AWS::SNS::TopicPolicy'));
    const statements = policy?.Properties.PolicyDocument.Statement as {
      Effect: string;
      Principal: object;
      Condition: object;
    }[];
    expect(statements.map(({ Effect, Principal, Condition }) => ({ Effect, Principal, Condition }))).toEqual([
      { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
      { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Condition: undefined },
    ]);
  });

  test('mails the address of the stage, or nobody', () => {
    dev.service.resourceCountIs('AWS::SNS::Subscription', 0);
    const withAddress = synthesise('prod', { alarmEmail: 'ops@mail.internal' });
    withAddress.service.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@mail.internal',
    });
  });
});

describe('mail', () => {
  test('has an identity, whose default configuration set stops addresses that bounce or complain', () => {
    const [set] = Object.keys(prod.state.findResources('AWS::SES::ConfigurationSet'));
    prod.state.hasResourceProperties('AWS::SES::EmailIdentity', {
      EmailIdentity: 'mail.internal',
      ConfigurationSetAttributes: { ConfigurationSetName: { Ref: set } },
      FeedbackAttributes: { EmailForwardingEnabled: false },
    });
    prod.state.hasResource('AWS::SES::EmailIdentity', { DeletionPolicy: 'Retain' });
    prod.state.hasResourceProperties('AWS::SES::ConfigurationSet', {
      SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
    prod.state.hasResourceProperties('AWS::SES::ConfigurationSetEventDestination', {
      EventDestination: Match.objectLike({ MatchingEventTypes: ['bounce', 'complaint'] }),
    });
  });

  test('shows the records for the DNS', () => {
    const records = Object.entries(prod.state.findOutputs('*')).filter(([name]) => name.startsWith('SenderMailDkim'));
    expect(records).toHaveLength(3);
  });

  test('that stops is told to the operators, once: a full mailbox and a dropped mail are not it', () => {
    prod.service.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.ses'],
        'detail-type': ['Email Bounced', 'Email Complaint Received'],
        detail: {
          mail: { tags: { 'ses:configuration-set': [Match.anyValue()] } },
          $or: [
            { eventType: ['Complaint'] },
            {
              eventType: ['Bounce'],
              bounce: {
                bounceType: ['Permanent'],
                bounceSubType: [{ 'anything-but': ['OnAccountSuppressionList', 'Suppressed'] }],
              },
            },
          ],
        },
      },
      Targets: [
        Match.objectLike({
          InputTransformer: Match.objectLike({ InputTemplate: Match.stringLikeRegexp('runbook.md#an-address') }),
        }),
      ],
    });
  });

  test('has no identity for a name that nobody owns, and an output says so', () => {
    const trial = { senderAddress: 'sekisho@example.com' };
    const { state, service } = synthesise('dev', trial);
    for (const { Type } of Object.values(resourcesOf(state))) expect(Type).not.toContain('SES');
    expect(JSON.stringify(service.findResources('AWS::Events::Rule'))).not.toContain('aws.ses');
    state.hasOutput('*', { Value: Match.stringLikeRegexp('is a placeholder: this stage mails nothing') });
  });
});

test('an administrator who was made with the command is told to the operators', () => {
  prod.service.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['sekisho'],
      'detail-type': ['audit.administrator-created'],
      detail: { outcome: ['done', 'unknown'] },
    },
    Targets: [
      Match.objectLike({
        InputTransformer: Match.objectLike({
          InputPathsMap: {
            'detail-userId': '$.detail.userId',
            'detail-domain': '$.detail.domain',
            'detail-actor-userId': '$.detail.actor.userId',
          },
        }),
      }),
    ],
  });
});

test('the runbook explains each mail that is news and no alarm', () => {
  const told = Object.values(prod.service.findResources('AWS::Events::Rule')).flatMap(({ Properties }) => [
    ...JSON.stringify(Properties.Targets).matchAll(/runbook\.md#([\w-]+)/g),
  ]);
  expect(sectionsUnder('News').map(anchorOf).toSorted()).toEqual(told.map(([, anchor]) => anchor).toSorted());
});

test('the dashboard shows every alarm and every metric of ours', async () => {
  const { METRICS } = await import('../../functions/http/metric-names.ts');
  const [dashboard] = Object.values(prod.service.findResources('AWS::CloudWatch::Dashboard'));
  const body = JSON.stringify(dashboard?.Properties.DashboardBody);
  for (const name of Object.keys(METRICS).filter((metric) => metric !== 'Broken')) expect(body).toContain(name);
  for (const id of Object.keys(prod.service.findResources(ALARM))) expect(body).toContain(id);
});
