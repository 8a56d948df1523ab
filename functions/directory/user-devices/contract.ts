import * as z from 'zod';
import { PLATFORMS } from '../../core/push/device.ts';
import { defineEndpoint } from '../../http/endpoint.ts';

const DeviceView = z.object({
  deviceId: z.string(),
  name: z.string(),
  platform: z.enum(PLATFORMS),
  signs: z.boolean().meta({ description: 'Has a key; without one it answers with the password (OMA-style).' }),
  push: z.boolean().meta({ description: 'Whether SNS pushes to it; a device can always pull.' }),
  registeredAt: z.iso.datetime(),
});

const query = { domain: 'The identity domain of the user, if it is not that of the caller.' };
const headers = { 'x-oauth-identity-domain-name': 'The identity domain of the caller, if it is not the default one.' };

export const collection = defineEndpoint({
  path: '/mfa/v1/users/{userId}/devices',
  style: 'problem',
  operations: {
    GET: {
      id: 'listDevicesOfUser',
      summary: 'List the devices of a user, of LDAP domains too',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk', 'Auditors'],
      query,
      headers,
      success: {
        status: 200,
        description: 'The devices.',
        schema: z.object({ devices: z.array(DeviceView) }),
      },
      codes: ['USER_UNKNOWN', 'DOMAIN_UNKNOWN'],
    },
  },
});

export const item = defineEndpoint({
  path: '/mfa/v1/users/{userId}/devices/{deviceId}',
  style: 'problem',
  operations: {
    DELETE: {
      id: 'deleteDeviceOfUser',
      summary: 'Remove a device, such as a phone that was lost; the user is told by mail',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk'],
      audit: 'device-removed',
      query,
      headers,
      success: { status: 204, description: 'The device can neither answer nor ask any more.' },
      codes: [
        'USER_UNKNOWN',
        'DOMAIN_UNKNOWN',
        'DEVICE_UNKNOWN',
        'FIELD_MISSING',
        'SECOND_PERSON_NEEDED',
        'TOO_MANY_REQUESTS',
      ],
    },
  },
});

/** Of any kind, so that whoever helps somebody on the telephone has one way to do it. */
export const factor = defineEndpoint({
  path: '/mfa/v1/users/{userId}/factors/{factorId}',
  style: 'problem',
  operations: {
    DELETE: {
      id: 'deleteFactorOfUser',
      summary:
        'Remove one factor, of LDAP users too: `totp`, `recovery`, or the id of a device or a passkey; the user is told',
      caller: 'administrator',
      groups: ['Administrators', 'HelpDesk'],
      audit: 'factor-removed',
      query,
      headers: { ...headers, 'sekisho-reason': 'Why; required.' },
      success: { status: 204, description: 'It proves nothing any more.' },
      codes: [
        'USER_UNKNOWN',
        'DOMAIN_UNKNOWN',
        'FACTOR_UNKNOWN',
        'OWN_ACCOUNT',
        'ADMINISTRATOR_ONLY',
        'SECOND_PERSON_NEEDED',
        'FIELD_MISSING',
        'TOO_MANY_REQUESTS',
      ],
    },
  },
});
