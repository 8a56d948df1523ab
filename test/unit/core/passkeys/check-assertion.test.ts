import { describe, expect, it } from 'vitest';
import { checkAssertion } from '../../../../functions/core/passkeys/check-assertion.ts';
import { type Expected, PASSKEY_ALGORITHMS, type PasskeyFault } from '../../../../functions/core/passkeys/passkey.ts';
import { readAssertion } from '../../../../functions/core/passkeys/read-answer.ts';
import { EXPECTED, FLAGS, newAuthenticator, passkeyOf, prove, type Twist } from './software-authenticator.ts';

const phone = newAuthenticator();
const { UP, UV, BE, BS, AT, ED } = FLAGS;

function check(twist: Twist, expected: Expected = EXPECTED, passkey = passkeyOf(phone)) {
  const answer = readAssertion(prove(phone, EXPECTED, twist));
  return answer === undefined ? 'unreadable' : checkAssertion(answer, passkey, expected);
}

const clientData = (members: Record<string, unknown>): Twist => ({ clientData: members });
const text = (json: string): Twist => ({ clientDataBytes: Buffer.from(json) });
const challenge = EXPECTED.challenge;
const right = `{"type":"webauthn.get","challenge":"${challenge}","origin":"https://mfa.example.com"}`;

describe('the answer of a passkey', () => {
  it.each(PASSKEY_ALGORITHMS)('counts when everything in it is right: algorithm %d', (algorithm) => {
    const authenticator = newAuthenticator(algorithm);
    const answer = readAssertion(prove(authenticator, EXPECTED, { signCount: 5 }));
    expect(answer && checkAssertion(answer, passkeyOf(authenticator), EXPECTED)).toEqual({
      kind: 'valid',
      signCount: 5,
      isBackupEligible: true,
      isBackedUp: true,
      isUserVerified: true,
    });
  });

  const accepted: readonly (readonly [what: string, twist: Twist])[] = [
    ['without a user handle', { userHandle: null }],
    ['with an empty user handle, which some browsers write for none', { userHandle: '' }],
    ['without crossOrigin, which is false then', clientData({ crossOrigin: undefined })],
    ['with members that nobody knows yet', clientData({ extra: 'may come', tokenBinding: { status: 'present' } })],
    ['with a byte order mark, which "UTF-8 decode" takes away', text(`\ufeff${right}`)],
    ['with extension data behind it, as its flag says', { flags: UP | UV | ED, behind: Buffer.from('a0', 'hex') }],
    ['with flags that are reserved', { flags: UP | UV | 0x02 | 0x20 }],
    ['with a key twice, of which the last one counts', text(right.replace('{', '{"type":"webauthn.create",'))],
    ['bound to its device', { flags: UP | UV }],
    ['syncable and not yet synced', { flags: UP | UV | BE }],
    ['with the highest counter', { signCount: 0xffff_ffff }],
  ];

  it.each(accepted)('counts %s', (_what, twist) => {
    expect(check(twist)).toMatchObject({ kind: 'valid' });
  });

  const refused: readonly (readonly [what: string, fault: PasskeyFault, twist: Twist])[] = [
    ['of a passkey that was just made', 'type', clientData({ type: 'webauthn.create' })],
    ['of a payment', 'type', clientData({ type: 'payment.get' })],
    ['without a type', 'type', clientData({ type: undefined })],
    ['to another challenge', 'challenge', clientData({ challenge: Buffer.alloc(32, 8).toString('base64url') })],
    ['to a beginning of the challenge', 'challenge', clientData({ challenge: challenge.slice(0, -1) })],
    ['to the challenge with padding', 'challenge', clientData({ challenge: `${challenge}=` })],
    ['to no challenge', 'challenge', clientData({ challenge: undefined })],
    ['whose challenge is a list of it', 'challenge', clientData({ challenge: [challenge] })],
    ['of a page elsewhere', 'origin', clientData({ origin: 'https://mfa.example.com.evil.example' })],
    ['of a page of the domain above', 'origin', clientData({ origin: 'https://example.com' })],
    ['of a page of a domain below', 'origin', clientData({ origin: 'https://a.mfa.example.com' })],
    ['of another port', 'origin', clientData({ origin: 'https://mfa.example.com:8443' })],
    ['of a page without TLS', 'origin', clientData({ origin: 'http://mfa.example.com' })],
    ['of the origin with a slash', 'origin', clientData({ origin: 'https://mfa.example.com/' })],
    ['of the origin in upper case', 'origin', clientData({ origin: 'https://MFA.example.com' })],
    ['of no page', 'origin', clientData({ origin: undefined })],
    ['of pages in a list', 'origin', clientData({ origin: ['https://mfa.example.com'] })],
    ['of a page in a frame of somebody else', 'framed', clientData({ crossOrigin: true })],
    ['with a word where crossOrigin stands', 'framed', clientData({ crossOrigin: 'false' })],
    ['with null where crossOrigin stands', 'framed', clientData({ crossOrigin: null })],
    ['of a page under another page', 'framed', clientData({ topOrigin: 'https://example.net' })],
    ['of a page under a page of its own', 'framed', clientData({ topOrigin: 'https://mfa.example.com' })],
    ['with null where topOrigin stands', 'framed', clientData({ topOrigin: null })],
    ['for another domain', 'rp-id', { rpId: 'example.com' }],
    ['for the domain in upper case', 'rp-id', { rpId: 'MFA.example.com' }],
    ['that nobody touched', 'user-presence', { flags: UV }],
    ['without a look at who it is', 'user-verification', { flags: UP }],
    ['that is synced but must not be', 'backup-state', { flags: UP | UV | BS }],
    ['with a signature of nothing', 'signature', { signature: Buffer.alloc(70) }],
    ['of another user', 'user-handle', { userHandle: Buffer.alloc(32, 1).toString('base64url') }],
    ['whose client data is no JSON', 'malformed', text('webauthn.get')],
    ['whose client data is a text', 'malformed', text('"webauthn.get"')],
    ['whose client data is null', 'malformed', text('null')],
    [
      'whose client data is no UTF-8',
      'malformed',
      { clientDataBytes: Buffer.from(`${right.slice(0, -1)},"\xff":1}`, 'latin1') },
    ],
    ['whose client data is UTF-16', 'malformed', { clientDataBytes: Buffer.from(`\ufeff${right}`, 'utf16le') }],
    ['with bytes behind it that no flag announces', 'malformed', { behind: Buffer.of(0xa0) }],
    ['with a flag of extensions but none', 'malformed', { flags: UP | UV | ED }],
    ['with attested data', 'malformed', { flags: UP | UV | AT, behind: Buffer.alloc(100) }],
    ['that ends before its counter', 'malformed', { authenticatorData: Buffer.alloc(36) }],
  ];

  it.each(refused)('is refused %s: %s', (_what, fault, twist) => {
    expect(check(twist)).toEqual({ kind: 'invalid', fault });
  });

  it('is refused when it names another passkey', () => {
    const passkey = { ...passkeyOf(phone), credentialId: passkeyOf(newAuthenticator()).credentialId };
    expect(check({}, EXPECTED, passkey)).toEqual({ kind: 'invalid', fault: 'credential' });
  });

  it('is refused when the key of another passkey signed it', () => {
    const passkey = { ...passkeyOf(phone), publicKey: passkeyOf(newAuthenticator()).publicKey };
    expect(check({}, EXPECTED, passkey)).toEqual({ kind: 'invalid', fault: 'signature' });
  });

  it('breaks where the stored key is none, because then it is not the answer that is wrong', () => {
    expect(() => check({}, EXPECTED, { ...passkeyOf(phone), publicKey: Buffer.alloc(91) })).toThrow();
  });

  it('counts without a look at who it is where that is only preferred, and says so', () => {
    const expected = { ...EXPECTED, userVerification: 'preferred' } as const;
    expect(check({ flags: UP }, expected)).toMatchObject({ kind: 'valid', isUserVerified: false });
    expect(check({ flags: UP | UV }, expected)).toMatchObject({ kind: 'valid', isUserVerified: true });
    expect(check({ flags: UV }, expected)).toEqual({ kind: 'invalid', fault: 'user-presence' });
  });

  it('counts from each of several addresses', () => {
    const origins = ['https://a.example', 'https://mfa.example.com'];
    expect(check({}, { ...EXPECTED, rp: { ...EXPECTED.rp, origins } })).toMatchObject({ kind: 'valid' });
    expect(check({}, { ...EXPECTED, rp: { ...EXPECTED.rp, origins: [] } })).toEqual({
      kind: 'invalid',
      fault: 'origin',
    });
  });

  it('fails by the first check of the specification that is not met', () => {
    const faults = [
      { clientData: { type: 'x', challenge: 'x', origin: 'x', crossOrigin: true }, rpId: 'x', flags: BS },
      { clientData: { challenge: 'x', origin: 'x', crossOrigin: true }, rpId: 'x', flags: BS },
      { clientData: { origin: 'x', crossOrigin: true }, rpId: 'x', flags: BS },
      { clientData: { crossOrigin: true }, rpId: 'x', flags: BS },
      { rpId: 'x', flags: BS },
      { flags: BS },
      { flags: BS | UP },
      { flags: BS | UP | UV },
      { flags: UP | UV },
    ].map((twist) => check({ ...twist, signature: Buffer.of(0) }));
    expect(faults.map((fault) => typeof fault === 'object' && 'fault' in fault && fault.fault)).toEqual([
      'type',
      'challenge',
      'origin',
      'framed',
      'rp-id',
      'user-presence',
      'user-verification',
      'backup-state',
      'signature',
    ]);
  });
});
