import { describe, expect, test } from 'vitest';
import { synthesise } from './synthesised.ts';

const sms = { allowedCountries: ['JP', 'US'], monthlySpendLimitUsd: 100 };

describe('SMS of the account', () => {
  const { service } = synthesise('prod', { sms });

  test('goes to the countries of the stage, for its money', () => {
    const [configuration] = Object.keys(service.findResources('AWS::SMSVOICE::ProtectConfiguration'));
    service.hasResourceProperties('Custom::SmsAccount', {
      ProtectConfigurationId: { 'Fn::GetAtt': [configuration, 'ProtectConfigurationId'] },
      AllowedCountries: ['JP', 'US'],
      MonthlySpendLimitUsd: '100',
    });
  });

  test('is watched: an alarm at four fifths', () => {
    service.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'SMSMonthToDateSpentUSD', Threshold: 80 });
  });

  test('is left alone by a stage that says nothing of it', () => {
    const untouched = synthesise('prod', { sms: undefined }).service;
    untouched.resourceCountIs('AWS::SMSVOICE::ProtectConfiguration', 0);
    untouched.resourceCountIs('Custom::SmsAccount', 0);
    const alarms = JSON.stringify(untouched.findResources('AWS::CloudWatch::Alarm'));
    expect(alarms).not.toContain('SMSMonthToDateSpentUSD');
  });
});
