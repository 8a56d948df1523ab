import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { EdgeStack } from './edge-stack.ts';
import { ServiceStack } from './service-stack.ts';
import { EDGE_REGION } from './stage-settings.ts';
import type { Stage } from './stages.ts';
import { StateStack } from './state-stack.ts';

/** Adds the stacks of a stage to the app, and the checks that every synthesis of them must pass. */
export function addSekisho(app: App, { name, settings }: Stage): { state: StateStack; service: ServiceStack } {
  const { removalPolicy, senderAddress, signingKeys, restoredTable } = settings;
  const env = settings.env && { env: settings.env };
  const state = new StateStack(app, `SekishoState-${name}`, {
    ...env,
    description: `Sekisho ${name}: users, keys and secrets, which must survive`,
    removalPolicy,
    senderAddress,
    signingKeys,
    restoredTable,
  });
  const edge = settings.waf ? addEdge(app, { name, settings }) : undefined;
  const service = new ServiceStack(app, `SekishoService-${name}`, {
    ...env,
    description: `Sekisho ${name}: API and functions, which may be made again`,
    state,
    settings,
    webAclArn: edge?.webAclArn,
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { state, service };
}

/** The web ACL of CloudFront lives in one region; readStage has made sure that the account is known. */
function addEdge(app: App, { name, settings }: Stage): EdgeStack {
  const { env, logRetentionDays: logRetention, removalPolicy } = settings;
  return new EdgeStack(app, `SekishoEdge-${name}`, {
    env: { ...env, region: EDGE_REGION },
    description: `Sekisho ${name}: the web ACL of CloudFront`,
    logRetention,
    removalPolicy,
  });
}
