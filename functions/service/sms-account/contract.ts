import * as z from 'zod';

/** CloudFormation hands numbers and lists over as texts and lists of texts. */
export const SmsAccountProperties = z.object({
  ProtectConfigurationId: z.string().min(1),
  AllowedCountries: z.array(z.string().regex(/^[A-Z]{2}$/)).min(1),
  MonthlySpendLimitUsd: z.string().regex(/^[1-9]\d*$/),
});
export type SmsAccountProperties = z.infer<typeof SmsAccountProperties>;

/** The part of a custom resource request that is read here. */
export const SmsAccountRequest = z.discriminatedUnion('RequestType', [
  z.object({ RequestType: z.literal('Create'), ResourceProperties: SmsAccountProperties }),
  z.object({ RequestType: z.literal('Update'), ResourceProperties: SmsAccountProperties }),
  // Deletion must work whatever the properties were.
  z.object({ RequestType: z.literal('Delete'), PhysicalResourceId: z.string() }),
]);
export type SmsAccountRequest = z.infer<typeof SmsAccountRequest>;
