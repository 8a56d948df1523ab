import type { Template } from 'aws-cdk-lib/assertions';
import { type Resource, resourcesOf } from './synthesised.ts';

interface Definition {
  readonly States: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The push machine of a template, with its definition parsed; what CloudFormation fills in stands there as `token`. */
export function pushMachine(service: Template): { resource: Resource; definition: Definition } {
  const machines = Object.values(resourcesOf(service)).filter(
    ({ Type }) => Type === 'AWS::StepFunctions::StateMachine',
  );
  const [resource] = machines;
  if (resource === undefined || machines.length > 1) throw new Error(`${machines.length} state machines, not one`);
  const { 'Fn::Join': join } = resource.Properties.DefinitionString as { 'Fn::Join': [string, unknown[]] };
  const text = join[1].map((part) => (typeof part === 'string' ? part : 'token')).join(join[0]);
  return { resource, definition: JSON.parse(text) as Definition };
}
