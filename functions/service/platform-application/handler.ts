import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { ReadSecretVersion } from '../../adapters/secrets-manager/read-secret-version.ts';
import type { PlatformApplications } from '../../adapters/sns/platform-applications.ts';
import { assertNever } from '../../core/assert-never.ts';
import { platformCredential } from '../../core/push/platform-credential.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import { CustomResourceRequest, type PlatformApplicationProperties } from './contract.ts';

interface PlatformApplicationDependencies {
  readonly readSecret: ReadSecretVersion;
  readonly applications: PlatformApplications;
  /** Puts the answer where CloudFormation waits for it. */
  readonly respond: (responseUrl: string, answer: object) => Promise<void>;
}

/** Its message goes to the operator by way of the stack's events, so it holds no value of a secret. */
class RefusedRequest extends Error {}

/** A resource that was never made has this id, so that its deletion after a failed creation touches nothing. */
const NOT_CREATED = 'not-created';

/**
 * The custom resource behind a platform application of SNS, which has no CloudFormation type. The id of the resource is
 * the ARN of the application. CloudFormation waits up to an hour for an answer, so each path ends in one.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export function platformApplicationHandler(
  deps: PlatformApplicationDependencies,
): (event: CloudFormationCustomResourceEvent) => Promise<void> {
  return async (event) => {
    const { ResponseURL, StackId, RequestId, LogicalResourceId } = event;
    const answer = { StackId, RequestId, LogicalResourceId, NoEcho: true };
    const idBefore = 'PhysicalResourceId' in event ? event.PhysicalResourceId : NOT_CREATED;
    try {
      const id = await fulfil(deps, readRequest(event));
      await deps.respond(ResponseURL, { ...answer, Status: 'SUCCESS', PhysicalResourceId: id });
    } catch (error) {
      const failed = { Status: 'FAILED', PhysicalResourceId: idBefore, Reason: reasonOf(error) };
      await deps.respond(ResponseURL, { ...answer, ...failed });
    }
  };
}

function readRequest(event: CloudFormationCustomResourceEvent): CustomResourceRequest {
  const request = CustomResourceRequest.safeParse(event);
  if (request.success) return request.data;
  throw new RefusedRequest(`not understood: ${request.error.issues.map(({ path }) => path.join('.')).join(', ')}`);
}

/** Does what is asked and answers the id of the resource; a new id makes CloudFormation delete the old one afterwards. */
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
