import { boolean, integer, text } from './setting-type.ts';

/** What codes look like, how long they count, and what an answer says of a wrong one. */
export const CODE_SETTINGS = {
  TotpTimeWindow: integer(3, 'How many of the most recent 30-second codes count, the current one included.', {
    min: 1,
    max: 10,
    weaker: 'higher',
  }),
  ValidateAnyPin: boolean(false, 'Any outstanding PIN of the user counts, not only that of the correlationId.', {
    aal2: false,
    weaker: true,
  }),
  MaxPins: integer({ standard: 5, oam: 5, aal2: 1 }, 'Outstanding PINs of a user; a further one replaces the oldest.', {
    min: 1,
    max: 10,
    aal2: { max: 1 },
    weaker: 'higher',
  }),
  pinExpiry: integer(300_000, 'Life of a PIN in milliseconds.', {
    min: 1_000,
    max: 3_600_000,
    aal2: { max: 600_000 },
    weaker: 'higher',
  }),
  PinLength: integer(6, 'Characters in a PIN.', { min: 4, max: 20, aal2: { min: 6 }, weaker: 'lower' }),
  PinChars: text('0123456789', 'The characters that PINs are made of.', {
    maxLength: 64,
    check: (value) =>
      [...value].length >= 10 && new Set(value).size === [...value].length && /^[\x21-\x7e]+$/.test(value),
    expected: 'at least 10 different printable ASCII characters',
  }),
  VerboseOutput: boolean(true, 'Answers say why a code was refused (minorCode, message, Retry-After).', {
    weaker: true,
  }),
} as const;
