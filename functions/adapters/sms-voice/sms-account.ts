import {
  DeleteAccountDefaultProtectConfigurationCommand,
  GetProtectConfigurationCountryRuleSetCommand,
  PinpointSMSVoiceV2Client,
  ResourceNotFoundException,
  SetAccountDefaultProtectConfigurationCommand,
  UpdateProtectConfigurationCountryRuleSetCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns';

/** What holds for all SMS of the account in this region. */
export interface SmsAccount {
  /** Blocks every country that AWS knows, but for these; throws when AWS knows one of these not at all. */
  allowOnly(protectConfigurationId: string, countries: readonly string[]): Promise<void>;
  /** Holds for all SMS that name no other configuration: those of SNS cannot name one. */
  makeDefault(protectConfigurationId: string): Promise<void>;
  /** Takes the default away; already away is well. */
  removeDefault(): Promise<void>;
  limitSpending(usdPerMonth: string): Promise<void>;
}

class UnknownCountryError extends Error {}

export function awsSmsAccount(voice = new PinpointSMSVoiceV2Client({}), sns = new SNSClient({})): SmsAccount {
  const sms = { NumberCapability: 'SMS' } as const;
  return {
    async allowOnly(ProtectConfigurationId, allowed) {
      const asked = new GetProtectConfigurationCountryRuleSetCommand({ ...sms, ProtectConfigurationId });
      const countries = Object.keys((await voice.send(asked)).CountryRuleSet ?? {});
      const unknown = allowed.filter((country) => !countries.includes(country));
      if (unknown.length > 0) throw new UnknownCountryError(`no SMS to ${unknown.join(', ')}`);
      const rules = countries.map((country) => [
        country,
        { ProtectStatus: allowed.includes(country) ? ('ALLOW' as const) : ('BLOCK' as const) },
      ]);
      const CountryRuleSetUpdates = Object.fromEntries(rules);
      await voice.send(
        new UpdateProtectConfigurationCountryRuleSetCommand({ ...sms, ProtectConfigurationId, CountryRuleSetUpdates }),
      );
    },
    async makeDefault(ProtectConfigurationId) {
      await voice.send(new SetAccountDefaultProtectConfigurationCommand({ ProtectConfigurationId }));
    },
    async removeDefault() {
      try {
        await voice.send(new DeleteAccountDefaultProtectConfigurationCommand({}));
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error;
      }
    },
    async limitSpending(usdPerMonth) {
      const attributes = { MonthlySpendLimit: usdPerMonth, DefaultSMSType: 'Transactional' };
      await sns.send(new SetSMSAttributesCommand({ attributes }));
    },
  };
}
