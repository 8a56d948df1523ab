import * as z from 'zod';

export const PasskeyRpIdProperties = z.object({
  RpId: z.string().min(1),
  GivenUp: z.array(z.string()),
  /** Read by nobody: CloudFormation asks again when the table is another one. */
  TableName: z.string(),
});
export type PasskeyRpIdProperties = z.infer<typeof PasskeyRpIdProperties>;

/** The part of a custom resource request that is read here. */
export const PasskeyRpIdRequest = z.discriminatedUnion('RequestType', [
  z.object({ RequestType: z.literal('Create'), ResourceProperties: PasskeyRpIdProperties }),
  z.object({ RequestType: z.literal('Update'), ResourceProperties: PasskeyRpIdProperties }),
  // Deletion must work whatever the properties were.
  z.object({ RequestType: z.literal('Delete'), PhysicalResourceId: z.string() }),
]);
export type PasskeyRpIdRequest = z.infer<typeof PasskeyRpIdRequest>;
