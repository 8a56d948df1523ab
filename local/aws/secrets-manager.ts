/** Secrets Manager. @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { AwsError, operation, type Service, type ServiceContext } from './emulated-service.ts';
import type { State } from './saved-state.ts';
import { findVersion, putVersion, type SecretVersion } from './secret-versions.ts';

interface Secret {
  arn: string;
  name: string;
  description?: string;
  kmsKeyId?: string;
  tags: { Key: string; Value: string }[];
  createdSeconds: number;
  changedSeconds: number;
  /** Marked for deletion; AWS removes it when the recovery window ends, the embedded one keeps it marked. */
  deletedSeconds?: number;
  versions: SecretVersion[];
}
type Secrets = Record<string, Secret>;

const DEFAULT_RECOVERY_DAYS = 30;
const DAY_SECONDS = 86_400;

const Value = {
  ClientRequestToken: z.string().min(32).max(64).optional(),
  SecretString: z.string().min(1).max(65_536).optional(),
  SecretBinary: z.string().min(1).optional(),
};
const Create = z.object({
  ...Value,
  Name: z.string().regex(/^[\w/+=.@-]{1,512}$/),
  Description: z.string().optional(),
  KmsKeyId: z.string().optional(),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
});
const SecretId = z.object({ SecretId: z.string().min(1) });
const Put = SecretId.extend({ ...Value, VersionStages: z.array(z.string()).min(1).optional() });
const Get = SecretId.extend({ VersionId: z.string().optional(), VersionStage: z.string().optional() });
const Delete = SecretId.extend({
  RecoveryWindowInDays: z.int().min(7).max(30).optional(),
  ForceDeleteWithoutRecovery: z.boolean().default(false),
});

export function createSecretsManager({ openState, region, account }: ServiceContext): Service {
  const state = openState<Secrets>('secretsmanager', {});
  const arnPrefix = `arn:aws:secretsmanager:${region}:${account}:secret`;
  return {
    name: 'secretsmanager',
    protocol: 'json-1.1',
    route: { target: 'secretsmanager' },
    errors: {
      invalidInput: 'InvalidParameterException',
      throttle: { code: 'ThrottlingException', status: 400 },
      conflict: { code: 'ResourceExistsException', status: 400 },
      internal: { code: 'InternalServiceError', status: 500 },
    },
    operations: {
      CreateSecret: operation(Create, (input) => createSecret(state, arnPrefix, input)),
      GetSecretValue: operation(Get, (input) => getSecretValue(state.value, input)),
      PutSecretValue: operation(Put, (input) => putSecretValue(state, input)),
      DescribeSecret: operation(SecretId, (input) => describe(findSecret(state.value, input.SecretId))),
      DeleteSecret: operation(Delete, (input) => deleteSecret(state, input)),
    },
  };
}

function createSecret(state: State<Secrets>, arnPrefix: string, input: z.output<typeof Create>): object {
  const existing = state.value[input.Name];
  if (existing) return createAgain(existing, input);
  const now = Date.now() / 1000;
  const secret: Secret = {
    // Six random characters, so that a secret deleted and made again has another ARN.
    arn: `${arnPrefix}:${input.Name}-${randomBytes(3).toString('hex')}`,
    name: input.Name,
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.KmsKeyId === undefined ? {} : { kmsKeyId: input.KmsKeyId }),
    tags: input.Tags,
    createdSeconds: now,
    changedSeconds: now,
    versions: [],
  };
  const version = hasValue(input) ? putVersion(secret.versions, input) : undefined;
  state.value[input.Name] = secret;
  state.save();
  return { ARN: secret.arn, Name: secret.name, VersionId: version?.id };
}

/** A retry with the same token and value is answered like the first call; anything else finds the name taken. */
function createAgain(existing: Secret, input: z.output<typeof Create>): object {
  if (existing.deletedSeconds !== undefined) {
    throw invalidRequest(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
  const retried = existing.versions.find(({ id }) => id === input.ClientRequestToken);
  const same = retried?.secretString === input.SecretString && retried?.secretBinary === input.SecretBinary;
  if (retried && same) return { ARN: existing.arn, Name: existing.name, VersionId: retried.id };
  throw new AwsError(
    'ResourceExistsException',
    `The operation failed because the secret ${existing.name} already exists.`,
  );
}

function getSecretValue(secrets: Secrets, input: z.output<typeof Get>): object {
  const secret = usable(findSecret(secrets, input.SecretId));
  const version = findVersion(secret.versions, { id: input.VersionId, stage: input.VersionStage });
  if (!version) {
    const sought = input.VersionId
      ? `VersionId: ${input.VersionId}`
      : `staging label: ${input.VersionStage ?? 'AWSCURRENT'}`;
    throw notFound(`Secrets Manager can't find the specified secret value for ${sought}`);
  }
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    SecretString: version.secretString,
    SecretBinary: version.secretBinary,
    VersionStages: version.stages,
    CreatedDate: version.createdSeconds,
  };
}

function putSecretValue(state: State<Secrets>, input: z.output<typeof Put>): object {
  const secret = usable(findSecret(state.value, input.SecretId));
  if (!hasValue(input)) throw invalidRequest('You must provide either SecretString or SecretBinary.');
  const version = putVersion(secret.versions, input);
  secret.changedSeconds = Date.now() / 1000;
  state.save();
  return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: version.stages };
}

function describe(secret: Secret): object {
  const labelled = secret.versions.filter(({ stages }) => stages.length > 0);
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    Tags: secret.tags,
    CreatedDate: secret.createdSeconds,
    LastChangedDate: secret.changedSeconds,
    DeletedDate: secret.deletedSeconds,
    VersionIdsToStages: Object.fromEntries(labelled.map(({ id, stages }) => [id, stages])),
  };
}

function deleteSecret(state: State<Secrets>, input: z.output<typeof Delete>): object {
  const secret = usable(findSecret(state.value, input.SecretId));
  const { RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: force } = input;
  if (force && days !== undefined) {
    const both = "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.";
    throw new AwsError('InvalidParameterException', both);
  }
  const now = Date.now() / 1000;
  secret.deletedSeconds = now;
  if (force) delete state.value[secret.name];
  state.save();
  const deletionSeconds = force ? now : now + (days ?? DEFAULT_RECOVERY_DAYS) * DAY_SECONDS;
  return { ARN: secret.arn, Name: secret.name, DeletionDate: deletionSeconds };
}

/** @param id - name, ARN, or ARN without the six random characters. */
function findSecret(secrets: Secrets, id: string): Secret {
  const secret = Object.values(secrets).find(({ name, arn }) => id === name || id === arn || id === arn.slice(0, -7));
  if (!secret) throw notFound("Secrets Manager can't find the specified secret.");
  return secret;
}

function usable(secret: Secret): Secret {
  if (secret.deletedSeconds === undefined) return secret;
  throw invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");
}

function hasValue(input: { SecretString?: string | undefined; SecretBinary?: string | undefined }): boolean {
  return input.SecretString !== undefined || input.SecretBinary !== undefined;
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}

function invalidRequest(message: string): AwsError {
  return new AwsError('InvalidRequestException', message);
}
