import * as z from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';

const RegisterDeviceRequest = z.strictObject({
  registration: z
    .string()
    .min(1)
    .max(8192)
    .meta({ description: 'Compact JWS (ES256, typ sekisho-registration+jws) by the new key; see docs/push.md.' }),
});

const DomainName = z.string().optional().meta({
  description: 'What people are told the domain is called; missing where that is its name.',
});

const RegisteredDevice = z.object({
  deviceId: z.string(),
  userId: z.string(),
  domain: z.string(),
  domainName: DomainName,
  push: z.boolean().meta({ description: 'Whether SNS pushes to it; a device can always pull.' }),
});

const OpenChallenge = z.object({
  challengeId: z.string(),
  appName: z.string(),
  needsMatchCode: z.boolean(),
  context: z.object({
    action: z.string().optional(),
    ip: z.string().optional(),
    location: z.string().optional(),
    userAgent: z.string().optional(),
  }),
  startedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});

export const collection = defineEndpoint({
  path: '/mfa/v1/devices',
  style: 'problem',
  operations: {
    POST: {
      id: 'registerDevice',
      summary: 'Register a device with a one-time enrolment code, signed by its new key',
      caller: 'anyone',
      request: RegisterDeviceRequest,
      success: { status: 201, description: 'The device is bound to the user.', schema: RegisteredDevice },
      codes: ['SIGNATURE_INVALID', 'SIGNATURE_STALE', 'ENROLMENT_CODE_INVALID', 'TOO_MANY_REQUESTS'],
    },
  },
});

export const preview = defineEndpoint({
  path: '/mfa/v1/devices/preview',
  style: 'problem',
  operations: {
    POST: {
      id: 'previewEnrolmentCode',
      summary: 'Whose account an enrolment code adds; spends nothing',
      caller: 'anyone',
      request: z.strictObject({ code: z.string().min(1).max(64).meta({ description: 'As it is shown or typed.' }) }),
      success: {
        status: 200,
        description: 'The account.',
        schema: z.object({ userId: z.string(), domain: z.string(), domainName: DomainName }),
      },
      codes: ['ENROLMENT_CODE_INVALID'],
    },
  },
});

export const item = defineEndpoint({
  path: '/mfa/v1/devices/{deviceId}',
  style: 'problem',
  operations: {
    DELETE: {
      id: 'forgetDevice',
      summary: 'A device takes itself off its account, before it destroys its key; never the last factor',
      caller: 'anyone',
      headers: {
        Authorization: 'Sekisho-Device, then a compact JWS (ES256, typ sekisho-forget+jws); see docs/push.md.',
      },
      success: { status: 204, description: 'The device is no factor any more; the user is told.' },
      codes: ['SIGNATURE_INVALID', 'SIGNATURE_STALE', 'LAST_FACTOR', 'TOO_MANY_REQUESTS'],
    },
  },
});

export const openChallenges = defineEndpoint({
  path: '/mfa/v1/devices/{deviceId}/challenges',
  style: 'problem',
  operations: {
    GET: {
      id: 'listOpenChallenges',
      summary: 'The open challenges of the user whose device asks',
      caller: 'anyone',
      headers: { Authorization: 'Sekisho-Device, then a compact JWS (ES256, typ sekisho-pull+jws); see docs/push.md.' },
      success: {
        status: 200,
        description: 'What is open, oldest first.',
        schema: z.object({ challenges: z.array(OpenChallenge) }),
      },
      codes: ['SIGNATURE_INVALID', 'SIGNATURE_STALE'],
    },
  },
});
