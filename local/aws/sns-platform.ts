/** Platform applications and endpoints of SNS mobile push: who can be pushed to. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError, type Operation, operation, type ServiceContext } from './emulated-service.ts';
import type { State } from './saved-state.ts';

export interface Endpoint {
  arn: string;
  /** GCM, APNS, APNS_SANDBOX, ...; also the key of its text in a message of structure json. */
  platform: string;
  applicationArn: string;
  /** Token, Enabled and CustomUserData, all text as on the wire. */
  attributes: Record<string, string>;
}

export interface Platform {
  operations: Record<string, Operation>;
  findEndpoint(arn: string): Endpoint | undefined;
}

interface Stored {
  applications: Record<string, Record<string, string>>;
  endpoints: Record<string, Endpoint>;
}

const PLATFORMS = ['ADM', 'APNS', 'APNS_SANDBOX', 'GCM'] as const;
const Attributes = z.record(z.string(), z.string()).default({});
const CreateApplication = z.object({
  Name: z.string().regex(/^[\w.-]{1,256}$/),
  Platform: z.enum(PLATFORMS),
  Attributes,
});
const ApplicationArn = z.object({ PlatformApplicationArn: z.string() });
const CreateEndpoint = ApplicationArn.extend({
  Token: z.string().min(1),
  CustomUserData: z.string().max(2048).optional(),
  Attributes,
});
const EndpointArn = z.object({ EndpointArn: z.string() });

export function createPlatform({ openState, region, account }: ServiceContext): Platform {
  const state = openState<Stored>('sns', { applications: {}, endpoints: {} });
  return {
    findEndpoint: (arn) => state.value.endpoints[arn],
    operations: {
      ...applicationOperations(state, `arn:aws:sns:${region}:${account}:app`),
      ...endpointOperations(state),
    },
  };
}

function applicationOperations(state: State<Stored>, arnPrefix: string): Record<string, Operation> {
  const { applications } = state.value;
  return {
    CreatePlatformApplication: operation(CreateApplication, ({ Name, Platform, Attributes }) => {
      if (!Attributes.PlatformCredential) {
        throw invalidParameter('Attributes Reason: Invalid value for attribute: PlatformCredential');
      }
      const arn = `${arnPrefix}/${Platform}/${Name}`;
      applications[arn] = Attributes;
      state.save();
      return { PlatformApplicationArn: arn };
    }),
    GetPlatformApplicationAttributes: operation(ApplicationArn, ({ PlatformApplicationArn: arn }) => {
      return { Attributes: withoutCredentials(applicationOf(state.value, arn)) };
    }),
    SetPlatformApplicationAttributes: operation(ApplicationArn.extend({ Attributes }), (input) => {
      Object.assign(applicationOf(state.value, input.PlatformApplicationArn), input.Attributes);
      state.save();
    }),
    DeletePlatformApplication: operation(ApplicationArn, ({ PlatformApplicationArn }) => {
      delete applications[PlatformApplicationArn];
      state.save();
    }),
  };
}

function endpointOperations(state: State<Stored>): Record<string, Operation> {
  const { endpoints } = state.value;
  return {
    CreatePlatformEndpoint: operation(CreateEndpoint, (input) => {
      applicationOf(state.value, input.PlatformApplicationArn);
      const endpoint = newEndpoint(input);
      const existing = findByToken(state.value, endpoint);
      if (existing) return { EndpointArn: sameOrRefused(existing, endpoint, input.Attributes) };
      endpoints[endpoint.arn] = endpoint;
      state.save();
      return { EndpointArn: endpoint.arn };
    }),
    GetEndpointAttributes: operation(EndpointArn, ({ EndpointArn: arn }) => {
      return { Attributes: new Map(Object.entries(endpointOf(state.value, arn).attributes)) };
    }),
    SetEndpointAttributes: operation(EndpointArn.extend({ Attributes }), (input) => {
      Object.assign(endpointOf(state.value, input.EndpointArn).attributes, input.Attributes);
      state.save();
    }),
    DeleteEndpoint: operation(EndpointArn, ({ EndpointArn: arn }) => {
      delete endpoints[arn];
      state.save();
    }),
  };
}

function newEndpoint(input: z.output<typeof CreateEndpoint>): Endpoint {
  const { PlatformApplicationArn: applicationArn, Token, CustomUserData } = input;
  const attributes: Record<string, string> = { Enabled: 'true', ...input.Attributes, Token };
  if (CustomUserData) attributes.CustomUserData = CustomUserData;
  const arn = `${applicationArn.replace(':app/', ':endpoint/')}/${randomUUID()}`;
  return { arn, applicationArn, platform: arn.split('/')[1] ?? '', attributes };
}

/** By the current token, which SetEndpointAttributes may have changed. */
function findByToken({ endpoints }: Stored, { applicationArn, attributes }: Endpoint): Endpoint | undefined {
  return Object.values(endpoints).find(
    (endpoint) => endpoint.applicationArn === applicationArn && endpoint.attributes.Token === attributes.Token,
  );
}

/** Idempotent for the same token and attributes; otherwise the message names the ARN, the only way to learn it. */
function sameOrRefused(existing: Endpoint, wanted: Endpoint, asked: Record<string, string>): string {
  const sameUserData = (existing.attributes.CustomUserData ?? '') === (wanted.attributes.CustomUserData ?? '');
  const sameAttributes = Object.entries(asked).every(([name, value]) => existing.attributes[name] === value);
  if (sameUserData && sameAttributes) return existing.arn;
  throw invalidParameter(
    `Token Reason: Endpoint ${existing.arn} already exists with the same Token, but different attributes.`,
  );
}

function applicationOf({ applications }: Stored, arn: string): Record<string, string> {
  const application = applications[arn];
  if (!application) throw new AwsError('NotFound', 'PlatformApplication does not exist', 404);
  return application;
}

function endpointOf({ endpoints }: Stored, arn: string): Endpoint {
  const endpoint = endpoints[arn];
  if (!endpoint) throw new AwsError('NotFound', 'Endpoint does not exist', 404);
  return endpoint;
}

/** AWS never gives a credential back. */
function withoutCredentials(attributes: Record<string, string>): Map<string, string> {
  const secret = new Set(['PlatformCredential', 'PlatformPrincipal']);
  return new Map(Object.entries(attributes).filter(([name]) => !secret.has(name)));
}

export function invalidParameter(detail: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${detail}`);
}
