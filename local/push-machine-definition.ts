import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANY } from './table-definition.ts';

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>>;
}

/** What CloudFormation would fill in. */
interface PushMachineValues {
  readonly tableName: string;
  readonly startFunctionArn: string;
}

/**
 * The definition of the push machine, taken from a synthesised template like the table, so that the local run waits by
 * the very states that are deployed. Only its own construct is synthesised: all functions would take a second more.
 */
export async function pushMachineDefinition({ tableName, startFunctionArn }: PushMachineValues): Promise<string> {
  const [{ App, RemovalPolicy, Stack }, { StateStack }, { PushStateMachine }] = await Promise.all([
    import('aws-cdk-lib'),
    import('../lib/state-stack.ts'),
    import('../lib/constructs/push-state-machine.ts'),
  ]);
  const outdir = mkdtempSync(join(tmpdir(), 'sekisho-machine-'));
  try {
    const app = new App({ outdir, analyticsReporting: false, builtinCloudFormationValidation: false });
    const { users } = new StateStack(app, 'State', { ...ANY, removalPolicy: RemovalPolicy.DESTROY });
    const stack = new Stack(app, 'Push');
    const startFunction = { functionArn: startFunctionArn };
    new PushStateMachine(stack, 'Push', { users, platforms: { grantPublish: () => undefined }, startFunction });
    return definitionOf(app.synth().getStackArtifact(stack.artifactId).template as Template, tableName);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function definitionOf({ Resources }: Template, tableName: string): string {
  const machine = Object.values(Resources).find(({ Type }) => Type === 'AWS::StepFunctions::StateMachine');
  const join = machine?.Properties.DefinitionString as { 'Fn::Join'?: [string, unknown[]] } | undefined;
  if (join?.['Fn::Join'] === undefined) throw new Error('the template has no state machine that names the table');
  const [separator, parts] = join['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : resolved(part, tableName))).join(separator);
}

/** The name of the table is the one thing that comes from another stack. */
function resolved(token: unknown, tableName: string): string {
  const { 'Fn::ImportValue': imported } = token as { 'Fn::ImportValue'?: string };
  if (imported?.includes('RefUsersTable')) return tableName;
  throw new Error(`the state machine names something that a local run does not know: ${JSON.stringify(token)}`);
}
