import { describe, expect, it } from 'vitest';
import { readAssertion, readRegistration } from '../../../../functions/core/passkeys/read-answer.ts';
import { EXPECTED, newAuthenticator, prove, register, USER_HANDLE } from './software-authenticator.ts';

const phone = newAuthenticator();
const made = register(phone, EXPECTED);
const used = prove(phone, EXPECTED);

const withMade = (response: Record<string, unknown>) => ({ ...made, response: { ...made.response, ...response } });
const withUsed = (response: Record<string, unknown>) => ({ ...used, response: { ...used.response, ...response } });
const bytes = (length: number) => Buffer.alloc(length, 1).toString('base64url');

const NOTHING = [undefined, null, true, 7, 'text', [], {}, { type: 'public-key' }] as const;

/** Each says other bytes than it seems to, or the same bytes in other letters. */
const ODD_TEXTS = [
  '',
  'AQ==',
  'A',
  'AR',
  'A+/=',
  'A/+A',
  'AQ AQ',
  'AQ\n',
  'AQ\u0000A',
  'ÄQAB',
  7,
  null,
  ['AQAB'],
  {},
] as const;

describe('the answer of a browser that used a passkey', () => {
  it('is read', () => {
    expect(readAssertion(used)).toEqual({
      credentialId: used.id,
      clientData: Buffer.from(used.response.clientDataJSON, 'base64url'),
      authenticatorData: Buffer.from(used.response.authenticatorData, 'base64url'),
      signature: Buffer.from(used.response.signature, 'base64url'),
      userHandle: USER_HANDLE,
    });
  });

  it.each(NOTHING)('is none: %j', (json) => {
    expect(readAssertion(json)).toBeUndefined();
  });

  it.each(['clientDataJSON', 'authenticatorData', 'signature'])(
    'needs %s in base64url, without padding or odd bits',
    (name) => {
      for (const text of [...ODD_TEXTS, undefined])
        expect(readAssertion(withUsed({ [name]: text })), `${text}`).toBeUndefined();
    },
  );

  it.each([
    ['clientDataJSON', 4_096],
    ['authenticatorData', 4_096],
    ['signature', 512],
    ['userHandle', 64],
  ])('has a %s of at most %d bytes', (name, atMost) => {
    expect(readAssertion(withUsed({ [name]: bytes(atMost) }))).toBeDefined();
    expect(readAssertion(withUsed({ [name]: bytes(atMost + 1) }))).toBeUndefined();
  });

  it.each([undefined, null, ''])('may have no user handle: %j', (userHandle) => {
    expect(readAssertion(withUsed({ userHandle }))).not.toHaveProperty('userHandle');
  });

  it('has no user handle that is none', () => {
    const odd = ODD_TEXTS.filter((text) => text !== '' && text !== null);
    for (const userHandle of odd) expect(readAssertion(withUsed({ userHandle })), `${userHandle}`).toBeUndefined();
  });

  it('has one id, in base64url, of at most 1,023 bytes', () => {
    for (const id of ODD_TEXTS) expect(readAssertion({ ...used, id, rawId: id }), `${id}`).toBeUndefined();
    expect(readAssertion({ ...used, rawId: bytes(32) })).toBeUndefined();
    expect(readAssertion({ ...used, id: bytes(1_023), rawId: bytes(1_023) })).toBeDefined();
    expect(readAssertion({ ...used, id: bytes(1_024), rawId: bytes(1_024) })).toBeUndefined();
  });

  it('is of a public key', () => {
    expect(readAssertion({ ...used, type: 'password' })).toBeUndefined();
    expect(readAssertion({ ...used, response: null })).toBeUndefined();
  });
});

describe('the answer of a browser that made a passkey', () => {
  it('is read', () => {
    expect(readRegistration(made)).toEqual({
      credentialId: made.id,
      clientData: Buffer.from(made.response.clientDataJSON, 'base64url'),
      authenticatorData: Buffer.from(made.response.authenticatorData, 'base64url'),
      transports: ['hybrid', 'internal'],
      isDiscoverable: true,
    });
  });

  it.each(NOTHING)('is none: %j', (json) => {
    expect(readRegistration(json)).toBeUndefined();
  });

  it.each(['clientDataJSON', 'authenticatorData'])('needs %s in base64url, without padding or odd bits', (name) => {
    for (const text of ODD_TEXTS) expect(readRegistration(withMade({ [name]: text })), `${text}`).toBeUndefined();
  });

  it('has client data, and authenticator data in one of two places', () => {
    expect(readRegistration(withMade({ clientDataJSON: undefined }))).toBeUndefined();
    expect(readRegistration(withMade({ authenticatorData: undefined, attestationObject: undefined }))).toBeUndefined();
  });

  it.each([
    ['clientDataJSON', 4_096],
    ['authenticatorData', 4_096],
  ])('has a %s of at most %d bytes', (name, atMost) => {
    expect(readRegistration(withMade({ [name]: bytes(atMost) }))).toBeDefined();
    expect(readRegistration(withMade({ [name]: bytes(atMost + 1) }))).toBeUndefined();
  });

  it.each([1, 100, 255, 256, 1_000, 4_096])(
    'may have its authenticator data in an attestation object alone: %d bytes',
    (length) => {
      const authenticatorData = Buffer.alloc(length, 3);
      const { attestationObject } = register(phone, EXPECTED, { authenticatorData }).response;
      const read = readRegistration(withMade({ authenticatorData: undefined, attestationObject }));
      expect(read?.authenticatorData).toEqual(length < 24 ? undefined : authenticatorData);
    },
  );

  it('is none with an attestation object alone that is of another format, or not of one length', () => {
    const read = (object: Buffer) =>
      readRegistration(withMade({ authenticatorData: undefined, attestationObject: object.toString('base64url') }));
    const object = Buffer.from(made.response.attestationObject, 'base64url');
    expect(read(object)).toBeDefined();
    const [head, length, data] = [object.subarray(0, 28), object.subarray(28, 30), object.subarray(30)];
    for (const other of [
      Buffer.concat([object, Buffer.of(0)]),
      object.subarray(0, -1),
      head,
      object.subarray(0, 20),
      Buffer.concat([Buffer.from(head).fill(0, 0, 1), length, data]),
      Buffer.concat([head, Buffer.of(0x78, data.length), data]),
      Buffer.concat([head, Buffer.of(0x59, 1, data.length), data]),
      Buffer.concat([head, Buffer.of(0x59, 0, data.length - 1), data]),
      Buffer.concat([head, Buffer.of(0x79, 0, data.length), data]),
    ]) {
      expect(read(other), other.toString('hex')).toBeUndefined();
    }
    expect(read(Buffer.from('a363666d74667061636b6564', 'hex'))).toBeUndefined();
  });

  it('keeps of the transports what has the form of one, each once, at most eight', () => {
    const kept = (transports: unknown) => readRegistration(withMade({ transports }))?.transports;
    expect(kept(['usb', 'usb', 'new-one', '', 'USB', '<b>', 7, null, `a${'b'.repeat(32)}`])).toEqual([
      'usb',
      'new-one',
    ]);
    expect(kept(['usb,nfc', '-usb', ' usb', 'usb\n'])).toEqual([]);
    expect(kept([...'abcdefghij'])).toEqual([...'abcdefgh']);
    expect(kept(`a${'b'.repeat(31)}`)).toEqual([]);
    expect(kept([`a${'b'.repeat(31)}`])).toHaveLength(1);
    expect(kept(undefined)).toEqual([]);
  });

  it('says whether the browser can offer it unasked only where the browser knows', () => {
    const read = (clientExtensionResults: unknown) => readRegistration({ ...made, clientExtensionResults });
    expect(read({ credProps: { rk: false } })).toMatchObject({ isDiscoverable: false });
    for (const unknown of [undefined, null, {}, { credProps: null }, { credProps: {} }, { credProps: { rk: 'yes' } }]) {
      expect(read(unknown)).toBeDefined();
      expect(read(unknown)).not.toHaveProperty('isDiscoverable');
    }
  });
});
