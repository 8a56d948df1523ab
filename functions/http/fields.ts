import * as z from 'zod';
import { isApplicationName, normaliseApplicationName } from '../core/identity/application.ts';
import { MAX_USER_ID_LENGTH, normaliseCode, normaliseUserId } from '../core/identity/user.ts';

/** Fields that several requests share; each is normalised here, once, at the edge. */
export const UserIdField = z
  .string()
  .max(MAX_USER_ID_LENGTH)
  .transform(normaliseUserId)
  .refine(
    (userId) => userId !== '' && userId.length <= MAX_USER_ID_LENGTH && !/\p{Cc}/u.test(userId),
    'must be a name of 1 to 256 characters',
  )
  .meta({ description: 'The user: NFKC, trimmed and in lower case before it is used.' });

export const ApplicationField = z
  .string()
  .max(64)
  .transform(normaliseApplicationName)
  .refine(isApplicationName, 'must be letters, digits, blanks and . _ - (1 to 64)')
  .meta({ description: 'The calling application; selects its settings, and PINs are bound to it.' });

export const DomainField = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be letters, digits and . _ - (1 to 64)')
  .meta({ description: 'The identity domain; that of the client when it is missing.' });

export const SessionField = z.string().min(1).max(256).meta({ description: 'The session that the code is bound to.' });

export const CodeField = z
  .string()
  .min(1)
  .max(64)
  .transform(normaliseCode)
  .meta({ description: 'The code as typed: full-width digits and blanks are understood.' });

const ContextText = z
  .string()
  .max(128)
  .transform((text) => text.normalize('NFKC').trim())
  .refine((text) => text !== '' && !/\p{C}/u.test(text), 'must be a text of 1 to 128 characters');

export const ChallengeContextField = z
  .strictObject({
    action: ContextText.optional(),
    ip: ContextText.optional(),
    location: ContextText.optional(),
    userAgent: ContextText.optional(),
  })
  .meta({ description: 'What the person is asked to approve; shown on the device.' });
