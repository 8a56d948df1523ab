import type { Node } from 'constructs';
import * as z from 'zod';
import { Settings, type StageSettings } from './stage-settings.ts';

export interface Stage {
  readonly name: string;
  readonly settings: StageSettings;
}

/** What the operator wrote is wrong; the message is one line and needs no stack trace. */
export class StageError extends Error {
  override readonly name = 'StageError';
}

const DEFAULT_STAGE = 'dev';
const Stages = z.record(z.string(), z.unknown());
/** Part of the stack names, so CloudFormation decides what it may be. */
const StageName = z.string().regex(/^[a-z][a-z0-9-]{0,19}$/);

/**
 * Reads the stage that `-c stage=` names (`dev` if it is missing) from the context entry `stages` of cdk.json.
 *
 * @throws {StageError} naming every wrong field and the reason.
 */
export function readStage(node: Node): Stage {
  const name = StageName.safeParse(node.tryGetContext('stage') ?? DEFAULT_STAGE);
  if (!name.success) {
    throw new StageError('-c stage: must be a name of at most 20 small letters, digits and -, such as "dev"');
  }
  const stages = Stages.safeParse(node.tryGetContext('stages'));
  if (!stages.success) throw new StageError('cdk.json: context.stages must be a map from stage to its settings');
  const raw = stages.data[name.data];
  if (raw === undefined) {
    throw new StageError(`cdk.json: there is no stage "${name.data}"; known: ${Object.keys(stages.data).join(', ')}`);
  }
  const settings = Settings.safeParse(raw);
  if (!settings.success) throw new StageError(describe(`cdk.json: stages.${name.data}`, settings.error));
  return { name: name.data, settings: settings.data };
}

function describe(where: string, error: z.ZodError): string {
  return error.issues.map((issue) => `${[where, ...issue.path].join('.')}: ${issue.message}`).join('; ');
}
