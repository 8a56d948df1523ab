import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ServiceStack } from './service-stack.ts';
import type { Stage } from './stages.ts';
import { StateStack } from './state-stack.ts';

/** Adds both stacks of a stage to the app, and the checks that every synthesis of them must pass. */
export function addSekisho(app: App, { name, settings }: Stage): { state: StateStack; service: ServiceStack } {
  const { removalPolicy, senderAddress, signingKeys } = settings;
  const env = settings.env && { env: settings.env };
  const state = new StateStack(app, `SekishoState-${name}`, {
    ...env,
    description: `Sekisho ${name}: users, keys and secrets, which must survive`,
    removalPolicy,
    senderAddress,
    signingKeys,
  });
  const service = new ServiceStack(app, `SekishoService-${name}`, {
    ...env,
    description: `Sekisho ${name}: API and functions, which may be made again`,
    state,
    settings,
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { state, service };
}
