/** What is found of a person, in the order of reports. One person can be in several. */
export const FINDINGS = {
  noFactor: 'no factor that can be used',
  oneFactor: 'one factor and no second one',
  oneDevice: 'everything on one device, in one account or in one mailbox; one factor counts here too',
  onlySmsOrEmail: 'nothing but text messages or mail',
  noRecoveryCode: 'no recovery code',
  fewRecoveryCodes: 'fewer than four recovery codes left',
  oneLostPhone: 'locked out by the loss of one phone',
  addressBounces: 'a mail address that nothing is delivered to any more',
  administersWithoutFactor: 'administers (Administrators, HelpDesk, Auditors) without a second factor',
} as const satisfies Record<string, string>;

export type Finding = keyof typeof FINDINGS;
