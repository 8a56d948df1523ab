import { boolean, integer } from './setting-type.ts';

/** What helps who has lost a factor, and what keeps others from using that. */
export const RECOVERY_SETTINGS = {
  RecoveryCodes_Enabled: boolean(
    { standard: true, oam: false, aal2: true },
    'Ten codes that a person keeps for the day when nothing else works (NIST SP 800-63B-4 4.2.1.1).',
  ),
  BypassCodes_Enabled: boolean(
    { standard: true, oam: false, aal2: false },
    'Codes that the help desk gives out for a user who has nothing else.',
    { weaker: true },
  ),
  BypassCodeMaxMinutes: integer(1_440, 'Longest life of a code of the help desk.', {
    min: 5,
    max: 10_080,
    weaker: 'higher',
  }),
  BypassCodeMaxUses: integer(1, 'How often one code of the help desk can count at most.', {
    min: 1,
    max: 10,
    weaker: 'higher',
  }),
  BypassCodeLength: integer(10, 'Digits of a code of the help desk.', { min: 10, max: 20, weaker: 'lower' }),
  BypassNeedsTwoPeople: boolean(
    false,
    'A second person of the help desk, or an administrator, has to agree before a code of the help desk works, and before ' +
      'the cool-off of a reset is shortened.',
    { weaker: false },
  ),
  ResetCoolOffHours: integer(
    { standard: 24, oam: 0, aal2: 72 },
    'How long a person who cannot use any of his factors waits until he may add a new one; all his addresses are told at ' +
      'once. 0: there is no such way.',
    { min: 0, max: 720 },
  ),
  LinkedAccountsHelp: boolean(
    { standard: true, oam: false, aal2: false },
    'A proof in a linked account of another domain opens an account for a new factor at once. Only factors count that ' +
      'stand there for 72 hours, or for ResetCoolOffHours where that is longer.',
    { weaker: true },
  ),
  SecondFactorGraceDays: integer(7, 'How long a person can put off adding a second factor.', { min: 0, max: 365 }),
  SecondFactorRequired: boolean(
    false,
    'After that time a person has two factors that do not hang on one device, or adds one at the sign-in.',
    { weaker: false },
  ),
} as const;
