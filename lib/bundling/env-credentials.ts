/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundles: a Lambda role always comes by environment, so the
 * providers for files, SSO, containers and web identities are 130 KB that every cold start would load and never use.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
