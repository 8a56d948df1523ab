import { boolean, choice, integer, text } from './setting-type.ts';

/** Which factors there are, and what they ask for. */
export const FACTOR_SETTINGS = {
  Totp_Enabled: boolean(true, 'Codes of an authenticator app.', { weaker: true }),
  Email_Enabled: boolean({ standard: true, oam: true, aal2: false }, 'PINs by e-mail.', {
    aal2: false,
    weaker: true,
  }),
  Sms_Enabled: boolean(true, 'PINs by SMS.', { weaker: true }),
  SmsNeedsOtherFactor: boolean(
    { standard: false, oam: false, aal2: true },
    'SMS only for users who have an authenticator app or a passkey besides it.',
    { aal2: true, weaker: false },
  ),
  Push_Enabled: boolean(true, 'Approval on a registered device.'),
  PushMatchCode: boolean(
    { standard: true, oam: false, aal2: true },
    'A push is approved only with the six digits that the application shows, typed on the device. Without them a ' +
      'tired user can approve what somebody else asked for (NIST SP 800-63B-4 3.1.3 does not accept that), and ' +
      'OMA-style answers with a password are possible.',
    { aal2: true },
  ),
  PushTimeoutSeconds: integer(60, 'How long a push waits for its answer.', { min: 10, max: 600 }),
  PushSenderId: text('', "Firebase's sender id, for the configuration link of OMA-style apps on Android.", {
    maxLength: 20,
    check: (value) => /^\d*$/.test(value),
    expected: 'digits',
  }),
  Passkey_Enabled: boolean(
    { standard: true, oam: false, aal2: true },
    'Passkeys: the factor that no false page can ask for (NIST SP 800-63B-4 2.2.2 wants it offered). OAM does not have it.',
    { aal2: true },
  ),
  PasskeyUserVerification: choice(
    ['required', 'preferred'],
    'required',
    'Whether a passkey must check its owner itself, by face, finger or PIN, or also counts where it only feels a touch. ' +
      'With preferred some browsers leave the check out though the device could make it.',
  ),
  PasskeyDeviceBoundOnly: boolean(
    false,
    'Only passkeys that cannot leave their device, as those on security keys: most phones and password managers make ' +
      'no such ones, and a lost device is then a lost passkey. The browser says which kind it is; nobody attests it.',
    { weaker: false },
  ),
  EnableSecretKeyLifecycle: boolean(false, 'Users manage their TOTP key with access tokens too (GET, PUT, DELETE).'),
  EnrolmentNeedsProof: boolean(
    { standard: false, oam: false, aal2: true },
    'A password alone adds no first factor for a user who has an e-mail address or a phone number.',
    { aal2: true },
  ),
  AdministratorsNeedSecondFactor: boolean(
    { standard: false, oam: false, aal2: true },
    'Administrators, help desk and auditors of this domain who have no second factor are refused until they have one. ' +
      'Who has one needs it always.',
    { aal2: true },
  ),
} as const;
