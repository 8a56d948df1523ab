import * as z from 'zod';
import { PLATFORMS } from '../../core/push/device.ts';
import { METHODS } from '../../core/verify/credential.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { PasskeyView } from '../../http/fields.ts';
import { LockView, RecentRecord, RescueView } from './keeper-contract.ts';

const TO_KEEPERS = 'For administrators, help desk and auditors alone';

const FactorView = z.object({
  kind: z.enum(METHODS),
  usable: z.boolean().meta({
    description:
      'Whether it may be used: the settings allow it, and he has not stopped it. A lock, which ends, does not count here.',
  }),
  address: z
    .string()
    .optional()
    .meta({ description: `${TO_KEEPERS}: where messages go, masked.` }),
  lost: z
    .literal(true)
    .optional()
    .meta({ description: `${TO_KEEPERS}: he says that he has lost it; it proves nothing.` }),
  unproven: z
    .literal(true)
    .optional()
    .meta({ description: `${TO_KEEPERS}: of an address that was changed and not verified; it proves nothing.` }),
  addedAt: z.iso
    .datetime()
    .optional()
    .meta({ description: `${TO_KEEPERS}: of an authenticator app.` }),
  lastUsedAt: z.iso
    .datetime()
    .optional()
    .meta({ description: `${TO_KEEPERS}: of an authenticator app, to half a minute.` }),
  devices: z
    .array(
      z.object({
        deviceId: z.string(),
        name: z.string(),
        platform: z.enum(PLATFORMS),
        addedAt: z.iso.datetime(),
        lost: z.literal(true).optional(),
      }),
    )
    .optional()
    .meta({ description: `${TO_KEEPERS}: what answers pushes.` }),
  passkeys: z
    .array(PasskeyView)
    .optional()
    .meta({ description: `${TO_KEEPERS}: his passkeys.` }),
});

export const endpoint = defineEndpoint({
  path: '/mfa/v1/users/{userId}/factors',
  style: 'problem',
  operations: {
    GET: {
      id: 'listFactorsOfUser',
      summary: 'Say which factors a user has, of LDAP domains too; to who administers, also how he is locked',
      caller: 'client-or-administrator',
      groups: ['Administrators', 'HelpDesk', 'Auditors'],
      query: {
        appName: 'For a client: the registered application that it acts for. Without it the caller administers.',
        domain: 'The identity domain of the user, if it is not that of the caller.',
      },
      headers: { 'x-oauth-identity-domain-name': 'The identity domain of the caller, if it is not the default one.' },
      success: {
        status: 200,
        description:
          'To an application the kinds, without addresses, names or counts; none: lead the user to his first one. ' +
          'To who administers also what a help desk talks about.',
        schema: z.object({
          factors: z.array(FactorView),
          lock: LockView.optional().meta({ description: `${TO_KEEPERS}.` }),
          rescue: RescueView.optional().meta({ description: `${TO_KEEPERS}: what helps him who has lost everything.` }),
          records: z
            .array(RecentRecord)
            .optional()
            .meta({
              description: `${TO_KEEPERS}: the newest ten that concern him, of the last two days and of the newest 300 of his domain.`,
            }),
        }),
      },
      codes: [
        'USER_UNKNOWN',
        'DOMAIN_UNKNOWN',
        'APPLICATION_NOT_REGISTERED',
        'APPLICATION_NOT_ALLOWED',
        'RIGHT_MISSING',
        'CALLER_NOT_ALLOWED',
      ],
    },
  },
});
