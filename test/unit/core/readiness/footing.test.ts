import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Passkey } from '../../../../functions/core/passkeys/passkey.ts';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import type { Device } from '../../../../functions/core/push/device.ts';
import { FINDINGS } from '../../../../functions/core/readiness/findings.ts';
import { type Bounces, footingOf } from '../../../../functions/core/readiness/footing.ts';
import { counted, findingsOfDomain, NOBODY } from '../../../../functions/core/readiness/tally.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import type { TotpKey } from '../../../../functions/core/verify/credential.ts';
import { ALICE, FRESH } from '../stubs.ts';

const TOTP: TotpKey = { sealed: new Uint8Array(), keyId: 'first', lastStep: 1, createdAtMs: 5, confirmedAtMs: 9 };
const PHONE: Device = {
  id: 'd1',
  name: 'Phone',
  platform: 'ios',
  publicKey: { x: 'x', y: 'y' },
  createdAtMs: 7,
  generation: undefined,
};
const PASSKEY: Passkey = {
  id: 'p1',
  credentialId: 'c1',
  publicKey: new Uint8Array(),
  algorithm: -7,
  signCount: 0,
  transports: ['usb'],
  isUserVerified: true,
  isBackupEligible: false,
  isBackedUp: false,
  aaguid: '00000000-0000-0000-0000-000000000000',
  userHandle: 'h',
  rpId: 'old.example.com',
  name: 'Key',
  createdAtMs: 1,
  generation: undefined,
};
const OF_APPLE: Partial<Passkey> = { transports: ['internal'], isBackedUp: true, isBackupEligible: true };

interface Case {
  /** Recovery codes left; ten, unless the case is about them. */
  readonly codes?: number;
  readonly attributes?: Record<string, string>;
  readonly groups?: readonly string[];
  readonly settings?: Record<string, boolean | string>;
  readonly totp?: true;
  readonly isTotpLost?: true;
  readonly lostAddresses?: readonly ('email' | 'sms')[];
  readonly pushesStopped?: true;
  readonly passkeys?: readonly Passkey[];
  readonly devices?: readonly Device[];
  readonly bounces?: Bounces;
}

function codesLeft(count: number) {
  return { salt: new Uint8Array(16), hashes: Array.from({ length: count }, (_, at) => `h${at}`), madeAtMs: 0 };
}

function judge({ attributes = {}, groups = [], settings = {}, devices = [], codes = 10, bounces, ...world }: Case) {
  const record: UserRecord = {
    account: { ...ALICE, attributes, groups },
    credential: {
      ...FRESH,
      pushesStopped: world.pushesStopped === true,
      lostAddresses: world.lostAddresses ?? [],
      ...(codes > 0 && { recovery: codesLeft(codes) }),
      ...(world.totp && { totp: { ...TOTP, ...(world.isTotpLost && { lostAtMs: 3 }) } }),
    },
    hasDevice: devices.length > 0,
    passkeys: world.passkeys ?? [],
  };
  return footingOf(resolveSettings(settings), { record, devices }, bounces);
}

function footing(world: Case) {
  const judged = judge(world);
  if (typeof judged === 'string') throw new Error(judged);
  return judged;
}

const MAIL = { mail: 'alice@example.com' };
const BOTH = { ...MAIL, mobile: '+819012345678' };
const ONE = ['oneFactor', 'oneDevice'];

describe('what is found of a person', () => {
  it.each<[who: string, world: Case, findings: string[]]>([
    ['with nothing at all', {}, ['noFactor']],
    ['with a mail address', { attributes: MAIL }, [...ONE, 'onlySmsOrEmail']],
    ['with a phone number', { attributes: { mobile: BOTH.mobile } }, [...ONE, 'onlySmsOrEmail']],
    ['with mail and a phone number', { attributes: BOTH }, ['onlySmsOrEmail']],
    ['with an authenticator app', { totp: true }, ONE],
    ['with an app and mail', { totp: true, attributes: MAIL }, []],
    ['with an app and pushes of the same phone', { totp: true, devices: [PHONE] }, ['oneDevice']],
    ['with an app and a security key', { totp: true, passkeys: [PASSKEY] }, []],
    ['with an app and no code', { totp: true, codes: 0 }, [...ONE, 'noRecoveryCode', 'oneLostPhone']],
    [
      'with an app and pushes of the same phone, and no code',
      { totp: true, devices: [PHONE], codes: 0 },
      ['oneDevice', 'noRecoveryCode', 'oneLostPhone'],
    ],
    ['with a security key and no code', { passkeys: [PASSKEY], codes: 0 }, [...ONE, 'noRecoveryCode']],
    ['with two things and no code', { totp: true, passkeys: [PASSKEY], codes: 0 }, ['noRecoveryCode']],
    ['with one code left', { totp: true, codes: 1 }, [...ONE, 'fewRecoveryCodes']],
    ['with three codes left', { totp: true, codes: 3 }, [...ONE, 'fewRecoveryCodes']],
    ['with four codes left', { totp: true, codes: 4 }, ONE],
    [
      'with codes that the settings do not take any more',
      { totp: true, settings: { RecoveryCodes_Enabled: false } },
      [...ONE, 'oneLostPhone'],
    ],
    ['who lost his app', { totp: true, isTotpLost: true }, ['noFactor']],
    ['who lost the phone of his pushes', { devices: [{ ...PHONE, lostAtMs: 3 }] }, ['noFactor']],
    ['who lost his key', { totp: true, passkeys: [{ ...PASSKEY, lostAtMs: 3 }] }, ONE],
    ['who reads his mail no more', { attributes: BOTH, lostAddresses: ['email'] }, [...ONE, 'onlySmsOrEmail']],
    ['with one security key', { passkeys: [PASSKEY] }, ONE],
    [
      'with two passkeys of one synced account',
      {
        passkeys: [
          { ...PASSKEY, ...OF_APPLE },
          { ...PASSKEY, ...OF_APPLE, id: 'p2' },
        ],
      },
      ['oneDevice'],
    ],
    ['whose mail is switched off', { attributes: MAIL, settings: { Email_Enabled: false } }, ['noFactor']],
    ['whose app is switched off', { totp: true, settings: { Totp_Enabled: false } }, ['noFactor']],
    ['whose only passkey does not count', { passkeys: [PASSKEY], settings: { Passkey_Enabled: false } }, ['noFactor']],
    ['with a phone that has no key', { devices: [{ ...PHONE, publicKey: undefined as never }] }, ['noFactor']],
    ['who stopped his pushes', { devices: [PHONE], pushesStopped: true }, ['noFactor']],
    ['with a phone number that needs another factor', { attributes: BOTH, settings: { Preset: 'aal2' } }, ['noFactor']],
    [
      'whose mail bounces: it is no factor',
      { attributes: MAIL, bounces: (address) => address === MAIL.mail },
      ['noFactor', 'addressBounces'],
    ],
    [
      'whose mail bounces and who has two keys',
      { attributes: MAIL, totp: true, passkeys: [PASSKEY], bounces: () => true },
      ['addressBounces'],
    ],
    [
      'with a phone number alone: no mail bounces',
      { attributes: { mobile: BOTH.mobile }, bounces: () => true },
      [...ONE, 'onlySmsOrEmail'],
    ],
    ['with no mail to bounce', { totp: true, passkeys: [PASSKEY], bounces: () => true }, []],
    [
      'who administers with mail alone',
      { attributes: BOTH, groups: ['HelpDesk'] },
      ['onlySmsOrEmail', 'administersWithoutFactor'],
    ],
    ['who administers with codes alone', { groups: ['Administrators'] }, ['noFactor', 'administersWithoutFactor']],
    ['who administers with a key alone', { passkeys: [PASSKEY], groups: ['Administrators'] }, ONE],
    ['who administers with a phone alone', { devices: [PHONE], groups: ['Auditors'] }, ONE],
    ['who administers with two factors', { totp: true, passkeys: [PASSKEY], groups: ['Administrators'] }, []],
  ])('%s', (_who, world, findings) => {
    expect(footing(world).findings).toEqual(findings);
  });

  it('counts each passkey, device and address for itself', () => {
    const { factors, possessions } = footing({ totp: true, attributes: BOTH, passkeys: [PASSKEY], devices: [PHONE] });
    expect([factors, possessions.map(({ kind }) => kind)]).toEqual([5, ['security-key', 'phone', 'mailbox']]);
  });

  it('is nothing of a client, who is a program, and of nobody', () => {
    expect(judge({ groups: ['OTPRestUserGroup'] })).toBe('client');
    expect(footing({ groups: ['OTPRestUserGroup', 'Administrators'] }).isAdministrator).toBe(true);
    expect(footingOf(resolveSettings({}), { record: {}, devices: [] })).toBe('nobody');
  });
});

describe('the counts of a domain', () => {
  const worlds = fc.array(
    fc.record({
      attributes: fc.constantFrom({}, MAIL, BOTH),
      groups: fc.constantFrom([], ['OTPRestUserGroup'], ['Administrators'], ['Auditors']),
      devices: fc.constantFrom([], [PHONE]),
      passkeys: fc.constantFrom([], [PASSKEY]),
    }),
  );

  it('are those of its parts, added up, and nobody is counted twice under one finding', () => {
    fc.assert(
      fc.property(worlds, worlds, (left, right) => {
        const tally = (all: readonly Case[]) => all.map(judge).reduce(counted, NOBODY);
        const [one, other, whole] = [tally(left), tally(right), tally([...left, ...right])];
        expect(whole.people + whole.clients).toBe(left.length + right.length);
        expect(whole.people).toBe(one.people + other.people);
        for (const name of Object.keys(FINDINGS) as (keyof typeof FINDINGS)[]) {
          expect(whole.found[name]).toBe(one.found[name] + other.found[name]);
          expect(whole.found[name]).toBeLessThanOrEqual(whole.people);
        }
        expect(whole.found.oneFactor).toBeLessThanOrEqual(whole.found.oneDevice);
        expect(whole.found.oneLostPhone).toBeLessThanOrEqual(whole.found.oneDevice);
      }),
    );
  });

  it('leave out who was removed while they were made', () => {
    expect(counted(NOBODY, 'nobody')).toEqual(NOBODY);
  });

  const ADMIN = { groups: ['Administrators'], totp: true } as const;
  it.each<[who: string, worlds: readonly Case[], findings: string[]]>([
    ['nobody', [], ['fewerThanTwoAdministrators']],
    ['one administrator', [ADMIN], ['fewerThanTwoAdministrators']],
    ['two of them', [ADMIN, ADMIN], []],
    [
      'two, and one of the help desk without a factor',
      [ADMIN, ADMIN, { groups: ['HelpDesk'] }],
      ['administersWithoutFactor'],
    ],
    ['one administrator and an auditor', [ADMIN, { groups: ['Auditors'], totp: true }], ['fewerThanTwoAdministrators']],
  ])('say what is wrong with a domain that has %s', (_who, all, findings) => {
    expect(findingsOfDomain(all.map(judge).reduce(counted, NOBODY))).toEqual(findings);
  });
});
