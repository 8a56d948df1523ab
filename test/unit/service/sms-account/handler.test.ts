import {
  DeleteAccountDefaultProtectConfigurationCommand,
  GetProtectConfigurationCountryRuleSetCommand,
  PinpointSMSVoiceV2Client,
  ResourceNotFoundException,
  SetAccountDefaultProtectConfigurationCommand,
  UpdateProtectConfigurationCountryRuleSetCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { InvalidParameterException, SetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { awsSmsAccount } from '../../../../functions/adapters/sms-voice/sms-account.ts';
import { smsAccountHandler } from '../../../../functions/service/sms-account/handler.ts';

const voice = mockClient(PinpointSMSVoiceV2Client);
const sns = mockClient(SNSClient);
const answers: Record<string, unknown>[] = [];
const handler = smsAccountHandler({
  account: awsSmsAccount(),
  respond: async (url, answer) => {
    answers.push({ url, ...answer });
  },
});

const WANTED = { ProtectConfigurationId: 'protect-1', AllowedCountries: ['JP'], MonthlySpendLimitUsd: '5' };

function ask(RequestType: string, more: object): Promise<void> {
  const envelope = { ResponseURL: 'https://answer', StackId: 's', RequestId: 'r', LogicalResourceId: 'l' };
  return handler({ ...envelope, RequestType, ...more } as unknown as CloudFormationCustomResourceEvent);
}

beforeEach(() => {
  voice.reset();
  sns.reset();
  answers.length = 0;
  voice.on(GetProtectConfigurationCountryRuleSetCommand).resolves({
    CountryRuleSet: { JP: { ProtectStatus: 'ALLOW' }, US: { ProtectStatus: 'ALLOW' }, GB: { ProtectStatus: 'BLOCK' } },
  });
});

describe('the SMS of the account', () => {
  test.each(['Create', 'Update'])(
    'on %s goes to the allowed countries of those that AWS knows, and no other',
    async (type) => {
      await ask(type, { ResourceProperties: WANTED, PhysicalResourceId: 'sms-account' });
      expect(
        voice.commandCalls(UpdateProtectConfigurationCountryRuleSetCommand).map(({ args }) => args[0].input),
      ).toEqual([
        {
          ProtectConfigurationId: 'protect-1',
          NumberCapability: 'SMS',
          CountryRuleSetUpdates: {
            JP: { ProtectStatus: 'ALLOW' },
            US: { ProtectStatus: 'BLOCK' },
            GB: { ProtectStatus: 'BLOCK' },
          },
        },
      ]);
      expect(voice.commandCalls(SetAccountDefaultProtectConfigurationCommand).map(({ args }) => args[0].input)).toEqual(
        [{ ProtectConfigurationId: 'protect-1' }],
      );
      expect(sns.commandCalls(SetSMSAttributesCommand).map(({ args }) => args[0].input)).toEqual([
        { attributes: { MonthlySpendLimit: '5', DefaultSMSType: 'Transactional' } },
      ]);
      expect(answers).toMatchObject([{ url: 'https://answer', Status: 'SUCCESS', PhysicalResourceId: 'sms-account' }]);
    },
  );

  test('is blocked by country before it becomes the default', async () => {
    voice.on(UpdateProtectConfigurationCountryRuleSetCommand).rejects(new Error('refused'));
    await ask('Create', { ResourceProperties: WANTED });
    expect(voice.commandCalls(SetAccountDefaultProtectConfigurationCommand)).toEqual([]);
    expect(answers).toMatchObject([{ Status: 'FAILED', PhysicalResourceId: 'not-created' }]);
  });

  test('fails with the name of a country that AWS does not know', async () => {
    await ask('Create', { ResourceProperties: { ...WANTED, AllowedCountries: ['JP', 'ZZ'] } });
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: expect.stringContaining('no SMS to ZZ') }]);
  });

  test("fails with AWS's reason when the limit is above the quota", async () => {
    const message = 'Invalid parameter: MonthlySpendLimit';
    sns.on(SetSMSAttributesCommand).rejects(new InvalidParameterException({ message, $metadata: {} }));
    await ask('Create', { ResourceProperties: WANTED });
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: expect.stringContaining(message) }]);
  });

  test('loses its default when the stack goes; one that is gone already is well', async () => {
    await ask('Delete', { PhysicalResourceId: 'sms-account' });
    const gone = { message: 'none', $metadata: {}, ResourceType: 'protect-configuration' as const, ResourceId: 'x' };
    voice.on(DeleteAccountDefaultProtectConfigurationCommand).rejects(new ResourceNotFoundException(gone));
    await ask('Delete', { PhysicalResourceId: 'sms-account' });
    expect(answers).toMatchObject([{ Status: 'SUCCESS' }, { Status: 'SUCCESS' }]);
    expect(voice.commandCalls(DeleteAccountDefaultProtectConfigurationCommand)).toHaveLength(2);
  });

  test('is not touched by the end of a resource that was never made', async () => {
    await ask('Delete', { PhysicalResourceId: 'not-created' });
    expect(voice.calls()).toEqual([]);
    expect(answers).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'not-created' }]);
  });
});
