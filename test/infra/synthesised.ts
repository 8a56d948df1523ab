import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll } from 'vitest';
import { addSekisho } from '../../lib/stacks.ts';
import { readStage } from '../../lib/stages.ts';

export const CDK_JSON = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as {
  context: { stages: Record<'dev' | 'prod', object> } & Record<string, unknown>;
};

/** The stages of cdk.json wait for their owner's address; this one stands in for it. */
const stages = {
  dev: { ...CDK_JSON.context.stages.dev, senderAddress: 'codes@mail.internal' },
  prod: { ...CDK_JSON.context.stages.prod, senderAddress: 'codes@mail.internal' },
};

/** What cdk.json says, without bundles and with the construct's path in each resource, by which tests find it. */
export const CONTEXT: Readonly<Record<string, unknown>> = {
  ...CDK_JSON.context,
  stages,
  'aws:cdk:bundling-stacks': [],
  'aws:cdk:enable-path-metadata': true,
};

/** Every app writes to a folder when it is made; those of a test file go when it is done. */
const folder = mkdtempSync(join(tmpdir(), 'sekisho-infra-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The app as bin/sekisho.ts makes it, before synthesis; the slow template rules are left to `cdk synth`. */
export function sekishoApp(context: Readonly<Record<string, unknown>> = {}): App & ReturnType<typeof addSekisho> {
  const outdir = mkdtempSync(join(folder, 'app-'));
  const app = new App({ outdir, context: { ...CONTEXT, ...context }, builtinCloudFormationValidation: false });
  return Object.assign(app, addSekisho(app, readStage(app.node)));
}

/** Both templates of a stage of cdk.json, with some settings changed. cdk-nag runs on the way and throws at a finding. */
export function synthesise(stage: 'dev' | 'prod', changed: object = {}): { state: Template; service: Template } {
  const app = sekishoApp({ stage, stages: { ...stages, [stage]: { ...stages[stage], ...changed } } });
  const assembly = app.synth();
  const template = (id: string) => Template.fromJSON(assembly.getStackArtifact(id).template);
  return { state: template(app.state.artifactId), service: template(app.service.artifactId) };
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly Metadata: { readonly 'aws:cdk:path': string };
}

export function resourcesOf(template: Template): Record<string, Resource> {
  return template.toJSON().Resources as Record<string, Resource>;
}

/** The folder of the function whose Lambda has this logical id, by the path of its construct. */
function functionNameOf(resource: Resource): string {
  return resource.Metadata['aws:cdk:path'].split('/').at(-3) ?? '';
}

export function functionsOf(service: Template): [name: string, id: string, properties: Resource['Properties']][] {
  return Object.entries(resourcesOf(service))
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
    .map(([id, resource]) => [functionNameOf(resource), id, resource.Properties]);
}
