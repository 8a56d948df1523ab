import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { ReadSecretVersion } from '../../adapters/secrets-manager/read-secret-version.ts';
import type { PlatformApplications } from '../../adapters/sns/platform-applications.ts';
import { assertNever } from '../../core/assert-never.ts';
import { platformCredential } from '../../core/push/platform-credential.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import { type CustomResourceDependencies, customResource } from '../../http/custom-resource.ts';
import { CustomResourceRequest, type PlatformApplicationProperties } from './contract.ts';

interface PlatformApplicationDependencies extends CustomResourceDependencies {
  readonly readSecret: ReadSecretVersion;
  readonly applications: PlatformApplications;
}

/** Its message goes to the operator by way of the stack's events, so it holds no value of a secret. */
class RefusedRequest extends Error {}

/**
 * The custom resource behind a platform application of SNS, which has no CloudFormation type. The id of the resource is
 * the ARN of the application.
 */
export function platformApplicationHandler(
  deps: PlatformApplicationDependencies,
): (event: CloudFormationCustomResourceEvent) => Promise<void> {
  return customResource(deps, {
    fulfil: async (event) => fulfil(deps, readRequest(event)),
    reasonOf,
    isHidden: true,
  });
}

function readRequest(event: CloudFormationCustomResourceEvent): CustomResourceRequest {
  const request = CustomResourceRequest.safeParse(event);
  if (request.success) return request.data;
  throw new RefusedRequest(`not understood: ${request.error.issues.map(({ path }) => path.join('.')).join(', ')}`);
}

async function fulfil(deps: PlatformApplicationDependencies, request: CustomResourceRequest): Promise<string> {
  switch (request.RequestType) {
    case 'Create':
      return create(deps, request.ResourceProperties);
    case 'Update':
      return update(deps, request.PhysicalResourceId, request.ResourceProperties);
    case 'Delete':
      if (request.PhysicalResourceId.startsWith('arn:')) await deps.applications.remove(request.PhysicalResourceId);
      return request.PhysicalResourceId;
    default:
      return assertNever(request);
  }
}

async function create(deps: PlatformApplicationDependencies, wanted: PlatformApplicationProperties): Promise<string> {
  const { Name: name, Platform: platform } = wanted;
  return deps.applications.create({ name, platform, attributes: await attributesOf(deps, wanted) });
}

/** A rotated credential goes into the application that exists, so that devices stay registered; another server needs a new one. */
async function update(
  deps: PlatformApplicationDependencies,
  arn: string,
  wanted: PlatformApplicationProperties,
): Promise<string> {
  if (!arn.endsWith(`:app/${wanted.Platform}/${wanted.Name}`)) return create(deps, wanted);
  const replaced = await deps.applications.replaceCredential(arn, await attributesOf(deps, wanted));
  return replaced === 'replaced' ? arn : create(deps, wanted);
}

async function attributesOf(
  deps: PlatformApplicationDependencies,
  { Platform, SecretArn, SecretVersion }: PlatformApplicationProperties,
): Promise<Secret<Readonly<Record<string, string>>>> {
  const credential = platformCredential(
    Platform === 'GCM' ? 'fcm' : 'apns',
    await deps.readSecret(SecretArn, SecretVersion),
  );
  if (credential.kind === 'readable') return credential.attributes;
  throw new RefusedRequest(`version ${SecretVersion} of the secret is not ${credential.expected}`);
}

/** Of an AWS error the kind alone: its text may repeat what it was given. */
function reasonOf(error: unknown): string {
  if (error instanceof RefusedRequest) return error.message;
  return `${error instanceof Error ? error.name : 'unknown error'} from SNS or Secrets Manager`;
}
