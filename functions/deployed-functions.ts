import { endpoint as audit } from './directory/audit/contract.ts';
import { endpoint as identityDomain } from './directory/identity-domain/contract.ts';
import { application, applications } from './directory/settings/applications-contract.ts';
import { endpoint as settings } from './directory/settings/contract.ts';
import {
  item as userDevice,
  collection as userDevices,
  factor as userFactor,
} from './directory/user-devices/contract.ts';
import { links as userLinks } from './directory/user-devices/links-contract.ts';
import { endpoint as userFactors } from './directory/user-factors/contract.ts';
import { ownSignOut, signOut, endpoint as userLock } from './directory/user-lock/contract.ts';
import { user, users } from './directory/users/contract.ts';
import { readiness } from './directory/users/readiness-contract.ts';
import type { Endpoint } from './http/endpoint.ts';
import { endpoint as pageState } from './journey/page-state/contract.ts';
import { assets, home, notMe, step } from './journey/pages/contract.ts';
import { endpoint as sessionResult } from './journey/session-result/contract.ts';
import { endpoint as sessions } from './journey/sessions/contract.ts';
import { endpoint as createOtp } from './otp/create-otp/contract.ts';
import { endpoint as secretKey } from './otp/secret-key/contract.ts';
import { endpoint as validateOtp } from './otp/validate-otp/contract.ts';
import { answer as passkeyAnswer, collection as passkeyChallenges } from './passkeys/passkey-challenges/contract.ts';
import { item as userPasskey, collection as userPasskeys } from './passkeys/user-passkeys/contract.ts';
import { endpoint as deviceEnrolments } from './push/device-enrolments/contract.ts';
import { page as devicePage, file as devicePageFile } from './push/device-page/contract.ts';
import {
  item as device,
  preview as devicePreview,
  collection as devices,
  openChallenges,
} from './push/devices/contract.ts';
import { challengeResponse as omaChallengeResponse, preferences as omaPreferences } from './push/oma/contract.ts';
import { endpoint as omaConfig } from './push/oma-config/contract.ts';
import { endpoint as pushAnswer } from './push/push-answer/contract.ts';
import { collection as pushChallenges } from './push/push-challenges/contract.ts';
import { endpoint as pushStatus } from './push/push-status/contract.ts';
import { approval as bypassApproval, collection as bypassCodes } from './recovery/bypass-codes/contract.ts';
import { shorten as shortenReset, endpoint as userReset } from './recovery/user-reset/contract.ts';
import { endpoint as health } from './service/health/contract.ts';
import { endpoint as openapi } from './service/openapi/contract.ts';
import { endpoint as relatedOrigins } from './service/related-origins/contract.ts';
import { endpoint as jwks, oauthEndpoint as oauthJwks } from './tokens/jwks/contract.ts';
import { endpoint as token, info as tokenInfo } from './tokens/token/contract.ts';

/** The endpoints of every deployed function, in the folders `functions/<capability>/<function>`. */
const BY_CAPABILITY = {
  otp: { 'create-otp': [createOtp], 'validate-otp': [validateOtp], 'secret-key': [secretKey] },
  push: {
    'push-challenges': [pushChallenges],
    'push-status': [pushStatus],
    'push-answer': [pushAnswer],
    'device-enrolments': [deviceEnrolments],
    devices: [devices, devicePreview, device, openChallenges],
    'device-page': [devicePage, devicePageFile],
    oma: [omaPreferences, omaChallengeResponse],
    'oma-config': [omaConfig],
  },
  passkeys: {
    'passkey-challenges': [passkeyChallenges, passkeyAnswer],
    'user-passkeys': [userPasskeys, userPasskey],
  },
  journey: {
    sessions: [sessions],
    'session-result': [sessionResult],
    pages: [home, step, notMe, assets],
    'page-state': [pageState],
  },
  directory: {
    settings: [settings, application, applications],
    audit: [audit],
    'identity-domain': [identityDomain],
    'user-lock': [userLock, signOut, ownSignOut],
    'user-devices': [userDevices, userDevice, userFactor, userLinks],
    'user-factors': [userFactors],
    users: [user, users, readiness],
  },
  recovery: { 'user-reset': [userReset, shortenReset], 'bypass-codes': [bypassCodes, bypassApproval] },
  tokens: { token: [token, tokenInfo], jwks: [jwks, oauthJwks] },
  service: { health: [health], openapi: [openapi], 'related-origins': [relatedOrigins] },
} as const satisfies Record<string, Record<string, readonly Endpoint[]>>;

/**
 * Every deployed function that a route leads to, with the endpoints that it serves. The stack, the local server, the
 * OpenAPI document and the attack tests all read this list, so none of them can know a route that the others do not.
 */
export const FUNCTIONS = {
  ...BY_CAPABILITY.otp,
  ...BY_CAPABILITY.push,
  ...BY_CAPABILITY.passkeys,
  ...BY_CAPABILITY.journey,
  ...BY_CAPABILITY.directory,
  ...BY_CAPABILITY.recovery,
  ...BY_CAPABILITY.tokens,
  ...BY_CAPABILITY.service,
};

export type FunctionName = keyof typeof FUNCTIONS;

export type Capability = keyof typeof BY_CAPABILITY;

function endpointsOf(functions: Readonly<Record<string, readonly Endpoint[]>>): readonly Endpoint[] {
  return Object.values(functions).flat();
}

/** The same endpoints by what they are for. */
export const ENDPOINTS: Readonly<Record<Capability, readonly Endpoint[]>> = {
  otp: endpointsOf(BY_CAPABILITY.otp),
  push: endpointsOf(BY_CAPABILITY.push),
  passkeys: endpointsOf(BY_CAPABILITY.passkeys),
  journey: endpointsOf(BY_CAPABILITY.journey),
  directory: endpointsOf(BY_CAPABILITY.directory),
  recovery: endpointsOf(BY_CAPABILITY.recovery),
  tokens: endpointsOf(BY_CAPABILITY.tokens),
  service: endpointsOf(BY_CAPABILITY.service),
};

/** Deployed functions that no route leads to: CloudFormation, the state machines and API Gateway itself call them. */
const BACKSTAGE = {
  'push-start': 'push',
  'reset-notice': 'recovery',
  'platform-application': 'service',
  'edge-guard': 'service',
  'sms-account': 'service',
  'passkey-rp-id': 'service',
} as const;

export type DeployedFunction = FunctionName | keyof typeof BACKSTAGE;

export const BACKSTAGE_FUNCTIONS = Object.keys(BACKSTAGE) as readonly (keyof typeof BACKSTAGE)[];

const CAPABILITY_OF = new Map<string, string>([
  ...Object.entries(BY_CAPABILITY).flatMap(([capability, functions]) =>
    Object.keys(functions).map((name): [string, string] => [name, capability]),
  ),
  ...Object.entries(BACKSTAGE),
]);

/** Its sources are in `functions/<capability>/<name>`. */
export function capabilityOf(name: DeployedFunction): string {
  const capability = CAPABILITY_OF.get(name);
  if (capability === undefined) throw new Error(`There is no function ${name}.`);
  return capability;
}
