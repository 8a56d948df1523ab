import { join } from 'node:path';
import { Stack, Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import {
  BACKSTAGE_FUNCTIONS,
  type DeployedFunction,
  FUNCTIONS,
  type FunctionName,
} from '../../functions/deployed-functions.ts';
import { bundleFunctions, sourceFolder } from './bundle.ts';

/**
 * The code of each function. `NodejsFunction` of the CDK would start esbuild once per function and report each on
 * stderr; one run in the process is faster and silent. Where the CDK asks for no bundles (unit tests, a deployment of
 * another stack) it is the bare source, which nobody deploys.
 */
export function functionCode(scope: Construct): (name: DeployedFunction) => Code {
  const outFolder = Stage.of(scope)?.outdir;
  if (outFolder === undefined || !Stack.of(scope).bundlingRequired) return (name) => Code.fromAsset(sourceFolder(name));
  const names = [...(Object.keys(FUNCTIONS) as FunctionName[]), ...BACKSTAGE_FUNCTIONS];
  const folderOf = bundleFunctions(names, join(outFolder, 'bundles'));
  return (name) => Code.fromAsset(folderOf(name));
}
