import * as z from 'zod';

/**
 * What the stack asks for: the address of a secret and one of its versions, never its value, because CloudFormation
 * shows and keeps these.
 */
export const PlatformApplicationProperties = z.object({
  Name: z.string().regex(/^[\w.-]{1,256}$/),
  Platform: z.enum(['APNS', 'APNS_SANDBOX', 'GCM']),
  SecretArn: z.string().startsWith('arn:'),
  SecretVersion: z.string().min(1),
});
export type PlatformApplicationProperties = z.infer<typeof PlatformApplicationProperties>;

/** The part of a custom resource request that is read here. */
export const CustomResourceRequest = z.discriminatedUnion('RequestType', [
  z.object({ RequestType: z.literal('Create'), ResourceProperties: PlatformApplicationProperties }),
  z.object({
    RequestType: z.literal('Update'),
    PhysicalResourceId: z.string(),
    ResourceProperties: PlatformApplicationProperties,
  }),
  // Deletion must work whatever the properties were.
  z.object({ RequestType: z.literal('Delete'), PhysicalResourceId: z.string() }),
]);
export type CustomResourceRequest = z.infer<typeof CustomResourceRequest>;
