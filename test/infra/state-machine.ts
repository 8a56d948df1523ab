import type { Template } from 'aws-cdk-lib/assertions';
import type { Statement } from './policies.ts';
import { type Resource, resourcesOf } from './synthesised.ts';

interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The machine of a construct, with its definition parsed; what CloudFormation fills in stands there as `token`. */
export function stateMachine(
  service: Template,
  construct: 'Push' | 'ResetReminders',
): { id: string; resource: Resource; definition: Definition } {
  const [[id, resource] = [], ...others] = Object.entries(resourcesOf(service)).filter(
    ([, { Type, Metadata }]) =>
      Type === 'AWS::StepFunctions::StateMachine' && Metadata['aws:cdk:path'].split('/').includes(construct),
  );
  if (id === undefined || resource === undefined || others.length > 0) throw new Error(`not one machine ${construct}`);
  const { 'Fn::Join': join } = resource.Properties.DefinitionString as { 'Fn::Join': [string, unknown[]] };
  const text = join[1].map((part) => (typeof part === 'string' ? part : 'token')).join(join[0]);
  return { id, resource, definition: JSON.parse(text) as Definition };
}

/** What the role of a machine may do. */
export function statementsOf(service: Template, machine: Resource): Statement[] {
  const [roleId = ''] = (machine.Properties.RoleArn as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
  return Object.values(resourcesOf(service))
    .filter(
      ({ Type, Properties }) => Type === 'AWS::IAM::Policy' && JSON.stringify(Properties.Roles).includes(`"${roleId}"`),
    )
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);
}
