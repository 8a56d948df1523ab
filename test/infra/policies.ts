import type { Template } from 'aws-cdk-lib/assertions';
import { type Resource, resourcesOf } from './synthesised.ts';

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Every statement of every policy document anywhere in a template, with the name of the property it stands under. */
export function allStatements(template: Template): { under: string; statement: Statement }[] {
  const found: { under: string; statement: Statement }[] = [];
  const visit = (value: unknown, under: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const { Statement: statements } = value as { Statement?: Statement[] };
    for (const statement of statements ?? []) found.push({ under, statement });
    for (const [name, child] of Object.entries(value)) visit(child, Array.isArray(value) ? under : name);
  };
  visit(template.toJSON().Resources, 'Resources');
  return found;
}

/** The statements of all policies of the role of a Lambda, each in one line; throws if the role has any other rights. */
export function rightsOf(service: Template, lambda: Resource['Properties']): string[] {
  const [roleId] = (lambda.Role as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
  const resources = resourcesOf(service);
  const role = resources[roleId ?? ''];
  if (role?.Properties.ManagedPolicyArns ?? role?.Properties.Policies) throw new Error(`${roleId} has other policies`);
  const logGroup = (lambda.LoggingConfig as { LogGroup: { Ref: string } }).LogGroup.Ref;
  return Object.values(resources)
    .filter(
      ({ Type, Properties }) => Type === 'AWS::IAM::Policy' && JSON.stringify(Properties.Roles).includes(`"${roleId}"`),
    )
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement)
    .map((statement) => oneLine(statement).replaceAll(`<${logGroup}.Arn>`, 'its log group'));
}

function oneLine({ Effect, Action, Resource, NotResource, Condition = {} }: Statement): string {
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => `${operator} ${key} = ${render(value)}`),
  );
  const target = Resource === undefined ? `all but ${render(NotResource)}` : `on ${render(Resource)}`;
  const condition = conditions.length === 0 ? '' : ` if ${conditions.join(' and ')}`;
  return `${Effect === 'Allow' ? '' : 'Deny '}${[Action].flat().join(' ')} ${target}${condition}`;
}

/** Names of what is read from the state stack, found in the name of its output. */
const READ: readonly [RegExp, string][] = [
  [/FnGetAttUsersTable/, 'table'],
  [/RefUsersTable/, 'table name'],
  [/FnGetAttStateKey/, 'state key'],
  [/FnGetAttSealKey/, 'seal key'],
  [/FnGetAttSigningKey/, 'signing key'],
  [/RefSenderMailConfigurationSet/, 'configuration set'],
  [/RefSecretsumsKey/, 'umsKey'],
];

function render(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(render).join('|');
  const token = value as { Ref?: string; 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, unknown[]] } & {
    'Fn::GetStackOutput'?: { readonly OutputName: string };
  };
  const output = token['Fn::GetStackOutput']?.OutputName;
  if (output !== undefined) return READ.find(([pattern]) => pattern.test(output))?.[1] ?? output;
  if (token.Ref !== undefined) return `<${token.Ref}>`;
  if (token['Fn::GetAtt']) return `<${token['Fn::GetAtt'].join('.')}>`;
  if (token['Fn::Join']) return token['Fn::Join'][1].map(render).join(token['Fn::Join'][0]);
  return JSON.stringify(value);
}
