import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { PASSKEY_ALGORITHMS } from '../../../../functions/core/passkeys/passkey.ts';
import {
  authenticatorDataOf,
  clientDataOf,
  coseKeyOf,
  EXPECTED,
  FLAGS,
  newAuthenticator,
  prove,
  register,
  type SoftwareAuthenticator,
  signatureOf,
  spkiOf,
  type Twist,
  USER_HANDLE,
} from './software-authenticator.ts';

/** An answer of a browser, right but for what was changed. */
export interface Mutant {
  readonly what: string;
  readonly ceremony: 'made' | 'used';
  readonly authenticator: SoftwareAuthenticator;
  /** What the directory has seen last. */
  readonly storedCount: number;
  readonly json: Answer;
}

export type Answer = ReturnType<typeof register> | ReturnType<typeof prove>;

const { UP, UV, BE, BS, AT, ED } = FLAGS;
const SEED = 12;
const EMPTY_MAP = Buffer.of(0xa0);
const OTHER = newAuthenticator();

const CLIENT_DATA: readonly Record<string, unknown>[] = [
  ...['webauthn.create', 'webauthn.get', 'payment.get', '', null, undefined, ['webauthn.get']].map((type) => ({
    type,
  })),
  ...[
    '',
    `${EXPECTED.challenge}=`,
    EXPECTED.challenge.slice(1),
    EXPECTED.challenge.toLowerCase(),
    null,
    undefined,
    7,
  ].map((challenge) => ({ challenge })),
  ...[
    'https://mfa.example.com/',
    'http://mfa.example.com',
    'https://example.com',
    'https://MFA.example.com',
    '',
    'null',
    null,
  ].map((origin) => ({ origin })),
  ...[true, false, undefined, null, 0, 1, '', 'false', 'true', []].map((crossOrigin) => ({ crossOrigin })),
  ...['https://example.com', 'https://mfa.example.com', '', null, true].flatMap((topOrigin) => [
    { topOrigin },
    { topOrigin, crossOrigin: true },
  ]),
  ...[
    {},
    { status: 'present' },
    { status: 'supported' },
    { status: 'not-supported' },
    { status: 'x' },
    'present',
    null,
  ].map((tokenBinding) => ({ tokenBinding })),
  { extra: 'may come' },
  { extra: 'x'.repeat(4_096) },
];

const right = (type: string): string =>
  `{"type":"${type}","challenge":"${EXPECTED.challenge}","origin":"${EXPECTED.rp.origins[0]}"}`;

const CLIENT_TEXTS: readonly ((type: string) => Buffer)[] = [
  (type) => Buffer.from(`\ufeff${right(type)}`),
  (type) => Buffer.from(`\ufeff\ufeff${right(type)}`),
  (type) => Buffer.from(` ${right(type)}\n`),
  (type) => Buffer.from(`${right(type)}x`),
  (type) => Buffer.from(`[${right(type)}]`),
  (type) => Buffer.from(right(type), 'utf16le'),
  (type) => Buffer.from(right(type).replace('{', '{"\xff":1,'), 'latin1'),
  (type) => Buffer.from(right(type).replace('{', '{"type":"x",')),
  (type) => Buffer.from(right(type).replace('}', ',"type":"x"}')),
  (type) => Buffer.from(right(type).replace('{', '{"__proto__":{"topOrigin":"x"},')),
  () => Buffer.from('null'),
  () => Buffer.from('""'),
  () => Buffer.from('{}'),
];

/** Behind the rest of the authenticator data, with the flag of extensions and without. */
const BEHIND = ['', 'a0', 'a0a0', 'a1626b31f5', 'ff', 'a1', '00', 'f6', '1818', '5820', 'bf6161f5ff'].map((hex) =>
  Buffer.from(hex, 'hex'),
);

const ODD_SPELLINGS: readonly ((text: string) => unknown)[] = [
  (text) => `${text}=`,
  (text) => `${text}==`,
  (text) => ` ${text}`,
  (text) => `${text}\n`,
  (text) => text.replaceAll('-', '+').replaceAll('_', '/'),
  withOddBits,
  (text) => text.slice(0, -1),
  (text) => text.slice(0, -4),
  (text) => `${text}AAAA`,
  (text) => `${text}A`,
  () => '',
  () => null,
  () => 7,
  () => undefined,
];

/** All mutants, the same in each run but for the keys. */
export function mutants(): Mutant[] {
  const usual = PASSKEY_ALGORITHMS.map((algorithm) => newAuthenticator(algorithm));
  return [...usual.flatMap((authenticator) => [...used(authenticator), ...made(authenticator)]), ...weak()];
}

function used(authenticator: SoftwareAuthenticator): Mutant[] {
  const proof = (what: string, twist: Twist, storedCount = 0): Mutant => ({
    what,
    ceremony: 'used',
    authenticator,
    storedCount,
    json: prove(authenticator, EXPECTED, twist),
  });
  const plain = prove(authenticator, EXPECTED);
  const signature = Buffer.from(plain.response.signature, 'base64url');
  return [
    ...twists('webauthn.get', 0).map(([what, twist]) => proof(what, twist)),
    ...[0, 5].flatMap((stored) =>
      [0, 4, 5, 6].flatMap((signCount) =>
        [UP | UV, UP | UV | BE].map((flags) =>
          proof(`counter ${stored}, then ${signCount}`, { signCount, flags }, stored),
        ),
      ),
    ),
    ...flips(signature, 30).map(([what, bytes]) => proof(`signature ${what}`, { signature: bytes })),
    ...spellingsOf(signature, authenticator.algorithm).map((bytes) =>
      proof('signature spelt otherwise', { signature: bytes }),
    ),
    proof('attested data', { flags: UP | UV | AT, behind: attestedOf(authenticator) }),
    ...unsigned(authenticator).map(([what, twist]) => proof(what, twist)),
    ...['', null, 'AAAA', USER_HANDLE.slice(0, -1), `${USER_HANDLE}=`].map((userHandle) =>
      proof(`user handle ${userHandle}`, { userHandle }),
    ),
    ...respelt(plain, ['clientDataJSON', 'authenticatorData', 'signature', 'userHandle']).map(([what, json]) => ({
      ...proof(what, {}),
      json,
    })),
    ...renamed(plain).map(([what, json]) => ({ ...proof(what, {}), json })),
  ];
}

/** Keys that are too short, or whose signatures are easy to make. */
function weak(): Mutant[] {
  const options = [{ modulusLength: 1_024 }, { modulusLength: 2_048, publicExponent: 3 }];
  return options.map((option) => {
    const authenticator = { ...OTHER, algorithm: -257, ...generateKeyPairSync('rsa', option) } as const;
    const json = register(authenticator, EXPECTED);
    return { what: `RSA ${JSON.stringify(option)}`, ceremony: 'made', authenticator, storedCount: 0, json };
  });
}

function attestedOf(authenticator: SoftwareAuthenticator): Buffer {
  return Buffer.from(register(authenticator, EXPECTED).response.authenticatorData, 'base64url').subarray(37);
}

function made(authenticator: SoftwareAuthenticator): Mutant[] {
  const registration = (what: string, twist: Twist): Mutant => ({
    what,
    ceremony: 'made',
    authenticator,
    storedCount: 0,
    json: register(authenticator, EXPECTED, twist),
  });
  const plain = register(authenticator, EXPECTED);
  const data = Buffer.from(plain.response.authenticatorData, 'base64url');
  const keyAt = data.length - coseKeyOf(authenticator).length;
  return [
    ...twists('webauthn.create', AT).map(([what, twist]) => registration(what, twist)),
    ...flips(data, 60).map(([what, authenticatorData]) =>
      registration(`authenticator data ${what}`, { authenticatorData }),
    ),
    ...[data.subarray(0, keyAt), data.subarray(0, keyAt + 5), data.subarray(0, 50), data.subarray(0, 36)].map(
      (authenticatorData) => registration('authenticator data cut off', { authenticatorData }),
    ),
    ...otherKeys(data.subarray(keyAt)).map(([what, key]) =>
      registration(what, { authenticatorData: Buffer.concat([data.subarray(0, keyAt), key]) }),
    ),
    ...[OTHER.algorithm, -35, -7.5, '-7', null].map((publicKeyAlgorithm) =>
      registration(`algorithm ${publicKeyAlgorithm}`, { response: { publicKeyAlgorithm } }),
    ),
    ...[spkiOf(OTHER), Buffer.concat([spkiOf(authenticator), EMPTY_MAP]), Buffer.alloc(91)].map((key) =>
      registration('other public key handed out', { response: { publicKey: key.toString('base64url') } }),
    ),
    ...respelt(plain, ['clientDataJSON', 'authenticatorData', 'publicKey', 'attestationObject']).map(
      ([what, json]) => ({
        ...registration(what, {}),
        json,
      }),
    ),
    ...renamed(plain).map(([what, json]) => ({ ...registration(what, {}), json })),
    ...[1, 1_023, 1_024].map((bytes) => {
      const other = { ...authenticator, credentialId: Buffer.alloc(bytes, 3) };
      return { ...registration(`id of ${bytes} bytes`, {}), authenticator: other, json: register(other, EXPECTED) };
    }),
  ];
}

/** What both ceremonies may have wrong; all of it is signed. */
function twists(type: string, attested: number): [what: string, twist: Twist][] {
  const all = Array.from({ length: 256 }, (_none, flags) => flags);
  return [
    ['nothing', {}],
    ...all.map((flags): [string, Twist] => [
      `flags ${flags}`,
      { flags, behind: (flags & ED) === 0 ? Buffer.of() : EMPTY_MAP },
    ]),
    ...BEHIND.flatMap((behind): [string, Twist][] => [
      [`${behind.toString('hex')} behind`, { flags: UP | UV | BE | BS | attested, behind }],
      [`${behind.toString('hex')} as extensions`, { flags: UP | UV | BE | BS | ED | attested, behind }],
    ]),
    ...['', 'example.com', 'MFA.example.com', 'mfa.example.com.'].map((rpId): [string, Twist] => [
      `domain ${rpId}`,
      { rpId },
    ]),
    ...[1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff].map((signCount): [string, Twist] => [
      `counter ${signCount}`,
      { signCount },
    ]),
    ...CLIENT_DATA.map((clientData): [string, Twist] => [
      `client data ${JSON.stringify(clientData).slice(0, 60)}`,
      { clientData },
    ]),
    ...CLIENT_TEXTS.map((text, at): [string, Twist] => [`client text ${at}`, { clientDataBytes: text(type) }]),
    ...flips(Buffer.from(right(type)), 40).map(([what, clientDataBytes]): [string, Twist] => [
      `client data ${what}`,
      { clientDataBytes },
    ]),
  ];
}

/** The signature stays that of the answer before it was changed. */
function unsigned(authenticator: SoftwareAuthenticator): [what: string, twist: Twist][] {
  const data = authenticatorDataOf(EXPECTED, {}, UP | UV, Buffer.of());
  const client = clientDataOf('webauthn.get', EXPECTED, {});
  const signature = signatureOf(authenticator, data, client);
  return [
    ...flips(data, 30).map(([what, authenticatorData]): [string, Twist] => [
      `unsigned ${what}`,
      { authenticatorData, signature },
    ]),
    ...flips(client, 30).map(([what, clientDataBytes]): [string, Twist] => [
      `unsigned client data ${what}`,
      { clientDataBytes, authenticatorData: data, signature },
    ]),
  ];
}

function flips(bytes: Buffer, numRuns: number): [what: string, bytes: Buffer][] {
  const places = fc.sample(fc.nat(bytes.length * 8 - 1), { seed: SEED, numRuns });
  return places.map((place) => {
    const flipped = Buffer.from(bytes);
    const at = place >> 3;
    flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (place & 7)), at);
    return [`with bit ${place} flipped`, flipped];
  });
}

/** Other forms of an ECDSA signature: none of them DER, but the last one, which is (r, n - s). */
function spellingsOf(signature: Buffer, algorithm: number): Buffer[] {
  const others = [Buffer.concat([signature, Buffer.of(0)]), signature.subarray(0, -1), Buffer.of()];
  if (algorithm !== -7) return others;
  const body = signature.subarray(2);
  const rEnd = 2 + body.readUInt8(1);
  const [r, s] = [body.subarray(2, rEnd), body.subarray(rEnd + 2)];
  const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
  const otherS = (order - BigInt(`0x${s.toString('hex')}`)).toString(16).padStart(64, '0');
  const integer = (value: Buffer): Buffer => Buffer.concat([Buffer.of(0x02, value.length), value]);
  const sequence = (...values: Buffer[]): Buffer => {
    const all = Buffer.concat(values);
    return Buffer.concat([Buffer.of(0x30, all.length), all]);
  };
  const positive = Buffer.from((/^[89a-f]/.test(otherS) ? '00' : '') + otherS, 'hex');
  return [
    ...others,
    Buffer.concat([Buffer.of(0x30, 0x81, body.length), body]),
    Buffer.concat([Buffer.of(0x30, 0x80), body, Buffer.of(0, 0)]),
    sequence(integer(Buffer.concat([Buffer.of(0), r])), integer(s)),
    sequence(integer(r), integer(s), integer(s)),
    Buffer.concat([r.subarray(-32), s.subarray(-32)]),
    sequence(integer(r), integer(positive)),
  ];
}

/** In the place of the COSE key of the authenticator. */
function otherKeys(key: Buffer): [what: string, key: Buffer][] {
  const entries = key.subarray(1);
  return [
    ['key of another', coseKeyOf(OTHER)],
    ['key with its number of entries in two bytes', Buffer.concat([Buffer.of(0xb8, key.readUInt8(0) & 0x1f), entries])],
    [
      'key with a further entry',
      Buffer.concat([Buffer.of(key.readUInt8(0) + 1), entries, Buffer.from('0241aa', 'hex')]),
    ],
    [
      'key in another order',
      Buffer.concat([key.subarray(0, 1), key.subarray(3, 5), key.subarray(1, 3), key.subarray(5)]),
    ],
    ['key twice', Buffer.concat([key, key])],
    ['key of no end', Buffer.concat([Buffer.of(0xbf), entries, Buffer.of(0xff)])],
    ['empty key', EMPTY_MAP],
  ];
}

function respelt(answer: Answer, names: readonly string[]): [what: string, json: Answer][] {
  const response: Readonly<Record<string, unknown>> = answer.response;
  return names.flatMap((name) =>
    ODD_SPELLINGS.map((spell, at): [string, Answer] => {
      const text = spell(String(response[name]));
      return [`${name} in spelling ${at}`, { ...answer, response: { ...answer.response, [name]: text } } as Answer];
    }),
  );
}

function renamed(answer: Answer): [what: string, json: Answer][] {
  const other = OTHER.credentialId.toString('base64url');
  const changes: [string, object][] = [
    ['id of another', { id: other, rawId: other }],
    ['two ids', { rawId: other }],
    ['id with padding', { id: `${answer.id}=`, rawId: `${answer.id}=` }],
    ['no id', { id: undefined, rawId: undefined }],
    ['empty id', { id: '', rawId: '' }],
    ['number as id', { id: 7, rawId: 7 }],
    ['type of a password', { type: 'password' }],
    ['no type', { type: undefined }],
  ];
  return changes.map(([what, change]) => [what, { ...answer, ...change } as Answer]);
}

/** The same bytes, with bits in the last letter that belong to none of them. */
function withOddBits(text: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  if (text.length % 4 === 0) return `${text}!`;
  return text.slice(0, -1) + letters[letters.indexOf(text.slice(-1)) | 1];
}
