import { boolean, integer } from './setting-type.ts';

/** How much may be tried and sent. */
export const LIMIT_SETTINGS = {
  MaxAttempts: integer(
    { standard: 10, oam: 0, aal2: 10 },
    'Wrong codes until the user is locked; 0 leaves only the stop at 100.',
    { min: 0, max: 100, aal2: { min: 1 }, weaker: 'higher or 0' },
  ),
  LockoutEnabled: boolean(true, 'MaxAttempts wrong codes lock the user.', { aal2: true, weaker: false }),
  LockDurationSeconds: integer(900, 'Length of the first lock; each further one is twice as long, at most a day.', {
    min: 1,
    max: 86_400,
    weaker: 'lower',
  }),
  MaxSendAttempts: integer(
    { standard: 5, oam: 0, aal2: 5 },
    'PINs and pushes sent without one right answer; 0 is unlimited.',
    { min: 0, max: 1_000, aal2: { min: 1 }, weaker: 'higher or 0' },
  ),
  MaxSendAttemptsLockoutEnabled: boolean(false, 'A user who asks for more than MaxSendAttempts is locked.'),
  SendWindowSeconds: integer(3_600, 'After this time without a send the sending budget starts again.', {
    min: 60,
    max: 86_400,
    weaker: 'lower',
  }),
  ResendDelaySeconds: integer({ standard: 0, oam: 0, aal2: 30 }, 'Shortest time between two sends to a user.', {
    min: 0,
    max: 600,
    weaker: 'lower',
  }),
  NewAddressSendsPerDay: integer(
    { standard: 5, oam: 0, aal2: 5 },
    'Messages to addresses that the directory does not have for the user, in a day. No right code gives one back; 0 is unlimited.',
    { min: 0, max: 1_000, aal2: { min: 1 }, weaker: 'higher or 0' },
  ),
  DomainSendsPerDay: integer(0, 'Messages with a PIN that all users of the domain get in a day; 0 is unlimited.', {
    min: 0,
    max: 100_000_000,
  }),
  ClientRequestsPerMinute: integer(
    0,
    'Calls that each client of the domain may make in a minute; 0 is unlimited. A limit costs a write for each call.',
    { min: 0, max: 1_000_000 },
  ),
} as const;
