import { endpoint as audit } from './audit/contract.ts';
import { endpoint as createOtp } from './create-otp/contract.ts';
import { endpoint as deviceEnrolments } from './device-enrolments/contract.ts';
import { page as devicePage, file as devicePageFile } from './device-page/contract.ts';
import { preview as devicePreview, collection as devices, openChallenges } from './devices/contract.ts';
import { endpoint as health } from './health/contract.ts';
import type { Endpoint } from './http/endpoint.ts';
import { endpoint as identityDomain } from './identity-domain/contract.ts';
import { endpoint as jwks, oauthEndpoint as oauthJwks } from './jwks/contract.ts';
import { challengeResponse as omaChallengeResponse, preferences as omaPreferences } from './oma/contract.ts';
import { endpoint as omaConfig } from './oma-config/contract.ts';
import { endpoint as openapi } from './openapi/contract.ts';
import { assets, home, notMe, state, step } from './pages/contract.ts';
import { endpoint as pushAnswer } from './push-answer/contract.ts';
import { item as pushChallenge, collection as pushChallenges } from './push-challenges/contract.ts';
import { endpoint as secretKey } from './secret-key/contract.ts';
import { endpoint as sessionResult } from './session-result/contract.ts';
import { endpoint as sessions } from './sessions/contract.ts';
import { application, applications } from './settings/applications-contract.ts';
import { endpoint as settings } from './settings/contract.ts';
import { endpoint as token, info as tokenInfo } from './token/contract.ts';
import { item as userDevice, collection as userDevices } from './user-devices/contract.ts';
import { ownSignOut, signOut, endpoint as userLock } from './user-lock/contract.ts';
import { user, users } from './users/contract.ts';
import { endpoint as validateOtp } from './validate-otp/contract.ts';

/**
 * Every deployed function by its folder, with the endpoints that it serves. The stack, the local server, the OpenAPI
 * document and the attack tests all read this list, so none of them can know a route that the others do not.
 */
export const FUNCTIONS = {
  'create-otp': [createOtp],
  'validate-otp': [validateOtp],
  'secret-key': [secretKey],
  settings: [settings, application, applications],
  audit: [audit],
  'identity-domain': [identityDomain],
  'user-lock': [userLock, signOut, ownSignOut],
  'user-devices': [userDevices, userDevice],
  users: [user, users],
  sessions: [sessions],
  'session-result': [sessionResult],
  token: [token, tokenInfo],
  jwks: [jwks, oauthJwks],
  oma: [omaPreferences, omaChallengeResponse],
  pages: [home, step, state, notMe, assets],
  'oma-config': [omaConfig],
  'device-page': [devicePage, devicePageFile],
  'push-challenges': [pushChallenges, pushChallenge],
  'push-answer': [pushAnswer],
  'device-enrolments': [deviceEnrolments],
  devices: [devices, devicePreview, openChallenges],
  health: [health],
  openapi: [openapi],
} as const satisfies Record<string, readonly Endpoint[]>;

export type FunctionName = keyof typeof FUNCTIONS;

/** Deployed functions that no route leads to: CloudFormation, the push machine and API Gateway itself call them. */
export const BACKSTAGE_FUNCTIONS = ['platform-application', 'push-start', 'edge-guard', 'sms-account'] as const;

export type DeployedFunction = FunctionName | (typeof BACKSTAGE_FUNCTIONS)[number];
