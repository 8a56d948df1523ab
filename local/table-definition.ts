import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** What a local engine needs to make the table that would be deployed, without its name. */
type TableDefinition = Pick<
  CreateTableCommandInput,
  'AttributeDefinitions' | 'BillingMode' | 'GlobalSecondaryIndexes' | 'KeySchema'
>;

interface Resource {
  readonly Type: string;
  readonly Properties: TableDefinition;
}

/** What a state stack needs besides, on which neither table nor machine depends. */
export const ANY = { senderAddress: 'sekisho@example.com', signingKeys: ['1'] };

/**
 * Takes the table from the synthesised state stack, so that the local run cannot have a key or an index that the
 * deployed one lacks. The CDK is loaded here and not before: it takes a quarter of a second, which a local run against
 * another AWS endpoint need not spend. It can only write templates to a folder, so it gets one that is removed again.
 */
export async function tableDefinition(): Promise<TableDefinition> {
  const [{ App, RemovalPolicy }, { StateStack }] = await Promise.all([
    import('aws-cdk-lib'),
    import('../lib/state-stack.ts'),
  ]);
  const outdir = mkdtempSync(join(tmpdir(), 'sekisho-table-'));
  try {
    const app = new App({ outdir, analyticsReporting: false, builtinCloudFormationValidation: false });
    const { artifactId } = new StateStack(app, 'State', { ...ANY, removalPolicy: RemovalPolicy.DESTROY });
    const { Resources } = app.synth().getStackArtifact(artifactId).template as { Resources: Record<string, Resource> };
    return definitionOf(Object.values(Resources));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function definitionOf(resources: readonly Resource[]): TableDefinition {
  const tables = resources.filter(({ Type }) => Type === 'AWS::DynamoDB::GlobalTable');
  const [table] = tables;
  if (table === undefined || tables.length > 1) throw new Error(`the state stack has ${tables.length} tables, not one`);
  const { AttributeDefinitions, BillingMode, GlobalSecondaryIndexes, KeySchema } = table.Properties;
  return {
    AttributeDefinitions,
    BillingMode,
    KeySchema,
    ...(GlobalSecondaryIndexes && { GlobalSecondaryIndexes }),
  };
}
