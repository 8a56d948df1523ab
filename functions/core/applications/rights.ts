/** What a client may do besides asking for codes, each with the group that gives it for every application. */
export const RIGHT_GROUPS = {
  /** Name the address that a PIN goes to. */
  'address-override': 'OTPAddressOverrideGroup',
  /** Get enrolment codes for devices of users. */
  'device-enrolment': 'DeviceEnrolmentGroup',
  /** Have PINs handed back, on the channels `custom` and `none`. */
  'receive-pins': 'OTPReceivePinGroup',
  /** Ask for users of other identity domains. */
  'other-domains': 'OTPOtherDomainsGroup',
} as const;

export type Right = keyof typeof RIGHT_GROUPS;
export const RIGHTS = Object.keys(RIGHT_GROUPS) as readonly Right[];

/** What every client of the original could do. */
export const OPEN_IN_OAM: readonly Right[] = ['address-override', 'other-domains'];
