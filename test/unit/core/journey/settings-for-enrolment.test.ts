import { describe, expect, it } from 'vitest';
import { settingsForEnrolment } from '../../../../functions/core/journey/settings-for-enrolment.ts';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { ALICE } from '../stubs.ts';

const AAL2 = resolveSettings({ Preset: 'aal2' });
const OPEN = { Email_Enabled: true, Sms_Enabled: true, SmsNeedsOtherFactor: false };

describe('a code to an address', () => {
  it('is a proof for the first factor, where one is needed and the address alone is too weak for a sign-in', () => {
    expect(settingsForEnrolment(AAL2, { purpose: 'enrol' }, { account: ALICE })).toEqual({ ...AAL2, ...OPEN });
  });

  it.each<[string, 'enrol' | 'verify', UserRecord, Record<string, boolean | string>]>([
    ['in a sign-in', 'verify', { account: ALICE }, { Preset: 'aal2' }],
    ['for who has a device', 'enrol', { account: ALICE, hasDevice: true }, { Preset: 'aal2' }],
    ['where no proof is needed', 'enrol', { account: ALICE }, { Email_Enabled: false }],
  ])('is as good as the settings say %s', (_where, purpose, record, stored) => {
    const settings = resolveSettings(stored);
    expect(settingsForEnrolment(settings, { purpose }, record)).toBe(settings);
  });
});
