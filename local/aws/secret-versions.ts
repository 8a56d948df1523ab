/**
 * Versions and staging labels of one secret.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version
 */
import { randomUUID } from 'node:crypto';
import { AwsError } from './emulated-service.ts';

export interface SecretVersion {
  id: string;
  secretString?: string;
  /** Base64, as on the wire. */
  secretBinary?: string;
  stages: string[];
  createdSeconds: number;
}

interface SecretValue {
  ClientRequestToken?: string | undefined;
  SecretString?: string | undefined;
  SecretBinary?: string | undefined;
  VersionStages?: string[] | undefined;
}

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';
/** AWS keeps about as many versions (Service quotas) and drops the oldest that carry no label. */
const MAX_VERSIONS = 100;

/** Puts a version; with the token of an existing one and the same value nothing happens (idempotency of retries). */
export function putVersion(versions: SecretVersion[], value: SecretValue): SecretVersion {
  const existing = versions.find(({ id }) => id === value.ClientRequestToken);
  if (existing) return sameOrRefused(existing, value);
  const version: SecretVersion = {
    id: value.ClientRequestToken ?? randomUUID(),
    stages: [],
    createdSeconds: Date.now() / 1000,
    ...(value.SecretString === undefined ? {} : { secretString: value.SecretString }),
    ...(value.SecretBinary === undefined ? {} : { secretBinary: value.SecretBinary }),
  };
  const current = findVersion(versions, { stage: CURRENT });
  versions.push(version);
  // The very first version is the current one, whatever labels were asked for.
  const stages = current ? (value.VersionStages ?? [CURRENT]) : [CURRENT, ...(value.VersionStages ?? [])];
  for (const stage of new Set(stages)) moveStage(versions, stage, version);
  if (current && stages.includes(CURRENT)) moveStage(versions, PREVIOUS, current);
  const unlabelled = versions.findIndex(({ stages }) => stages.length === 0);
  if (versions.length > MAX_VERSIONS && unlabelled !== -1) versions.splice(unlabelled, 1);
  return version;
}

export function findVersion(
  versions: readonly SecretVersion[],
  { id, stage }: { id?: string | undefined; stage?: string | undefined },
): SecretVersion | undefined {
  const wantedStage = stage ?? (id === undefined ? CURRENT : undefined);
  return versions.find(
    (version) =>
      (id === undefined || version.id === id) && (wantedStage === undefined || version.stages.includes(wantedStage)),
  );
}

function sameOrRefused(existing: SecretVersion, value: SecretValue): SecretVersion {
  if (existing.secretString === value.SecretString && existing.secretBinary === value.SecretBinary) return existing;
  throw new AwsError(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${existing.id} because that value is already in use for a version of the secret.`,
  );
}

/** A label stands on one version at a time. */
function moveStage(versions: readonly SecretVersion[], stage: string, to: SecretVersion): void {
  for (const version of versions) version.stages = version.stages.filter((label) => label !== stage);
  to.stages.push(stage);
}
