import * as z from 'zod';
import { isApplicationName, normaliseApplicationName } from '../core/applications/application-name.ts';
import { MAIL_EXPECTED, parseMailAddress } from '../core/directory/mail-address.ts';
import { MAX_USER_ID_LENGTH, normaliseCode, normaliseUserId, readUserId } from '../core/directory/user.ts';
import { isShownText, MAX_SHOWN_TEXT, normaliseShownText } from '../core/messages/shown-text.ts';

/** Fields that several requests share; each is normalised here, once, at the edge. */
export const UserIdField = z
  .string()
  .max(MAX_USER_ID_LENGTH)
  .refine((name) => readUserId(name) !== undefined, 'must be a name of 1 to 256 characters')
  .transform(normaliseUserId)
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

/** The one rule for mail addresses; `parseMailAddress` says it. */
export const MailField = z
  .string()
  .max(254)
  .refine((text) => parseMailAddress(text) !== undefined, `must be ${MAIL_EXPECTED}`)
  .transform((text) => parseMailAddress(text) ?? text);

/** A text of somebody else that a person is shown; one schema on every door. */
export const ShownTextField = z
  .string()
  .refine((text) => isShownText(text), `must be one line of 1 to ${MAX_SHOWN_TEXT} characters, all of them visible`)
  .transform(normaliseShownText)
  .meta({
    description: `One line of visible text, at most ${MAX_SHOWN_TEXT} characters; NFC, runs of blanks are one.`,
  });

/** Of what somebody says why he does something, in code points. */
export const MAX_REASON = 200;

/** Kept with what was done, and shown to those who look at it. */
export const ReasonField = z
  .string()
  .refine(
    (text) => isShownText(text, MAX_REASON),
    `must be one line of 1 to ${MAX_REASON} characters, all of them visible`,
  )
  .transform(normaliseShownText)
  .meta({ description: `Why, in one line of visible text of at most ${MAX_REASON} characters; it is recorded.` });

/** Browsers write it, some at great length: it is cut, so that nobody is kept out by the name of his browser. */
const UserAgentField = z
  .string()
  .transform((text) => [...text].slice(0, MAX_SHOWN_TEXT).join(''))
  .pipe(ShownTextField);

export const ChallengeContextField = z
  .strictObject({
    action: ShownTextField.exactOptional(),
    ip: ShownTextField.exactOptional(),
    location: ShownTextField.exactOptional(),
    userAgent: UserAgentField.exactOptional().meta({
      description: `One line of visible text, cut after ${MAX_SHOWN_TEXT} characters.`,
    }),
  })
  .meta({ description: 'What the person is asked to agree to; shown on pages and devices.' });

/** A passkey as those see it who help its owner. */
export const PasskeyView = z.object({
  passkeyId: z.string(),
  name: z.string(),
  synced: z.boolean().meta({ description: 'It can be copied to other devices of its owner; otherwise it is on one.' }),
  aaguid: z.string().meta({ description: 'The model of the authenticator as it says itself; zeros: it does not.' }),
  rpId: z.string().meta({ description: 'The domain name that it was made for; it works nowhere else.' }),
  addedAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().optional(),
  lost: z.literal(true).optional().meta({ description: 'Its owner says that it is lost; it proves nothing.' }),
});
