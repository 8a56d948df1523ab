import { createPublicKey } from 'node:crypto';
import type { Mutant } from './mutated-answers.ts';
import { FLAGS, USER_HANDLE } from './software-authenticator.ts';
import type { Judgement } from './two-verifiers.ts';

/** One kind of answer about which two verifiers may differ. What explains is what stands in the answer, not how it was made. */
interface Difference {
  readonly name: string;
  readonly stricter: 'ours' | 'theirs' | 'neither';
  readonly why: string;
  /** `ours` is what we refused it for; undefined where we accepted it. */
  explains(mutant: Mutant, ours: string | undefined): boolean;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    name: 'framed',
    stricter: 'ours',
    why: 'They let a frame of another origin pass where topOrigin is missing, for the sake of Safari, and look at neither when a passkey is made. No page of ours is ever framed.',
    explains(mutant, ours) {
      const { crossOrigin, topOrigin } = clientDataOf(mutant);
      return ours === 'framed' && (![undefined, false].includes(crossOrigin as undefined) || topOrigin !== undefined);
    },
  },
  {
    name: 'other id',
    stricter: 'ours',
    why: 'They leave it to the caller to look whether the id is that of the key, and take the id of a new passkey from the attestation object alone.',
    explains: ({ json, authenticator, ceremony }, ours) =>
      ours === 'credential' &&
      json.id !== (ceremony === 'made' ? idInside(json.response) : authenticator.credentialId.toString('base64url')),
  },
  {
    name: 'other user',
    stricter: 'ours',
    why: 'They leave the user handle to the caller.',
    explains: ({ json }, ours) =>
      ours === 'user-handle' && 'userHandle' in json.response && json.response.userHandle !== USER_HANDLE,
  },
  {
    name: 'odd text',
    stricter: 'ours',
    why: 'They decode base64url with padding, with bits that belong to no byte, and copies that they do not read at all.',
    explains: ({ json }, ours) => ours === 'unreadable' && textsOf(json).some((text) => !isBase64Url(text)),
  },
  {
    name: 'too long',
    stricter: 'ours',
    why: 'They have no limits: client data above 4 KB and ids above 1,023 bytes, which the specification forbids.',
    explains: ({ json }, ours) =>
      ours === 'unreadable' &&
      (bytesOf(json.response.clientDataJSON).length > 4_096 || bytesOf(json.id).length > 1_023),
  },
  {
    name: 'no UTF-8',
    stricter: 'ours',
    why: 'They replace bytes that are none, as the specification has it; no browser writes them.',
    explains: ({ json }, ours) =>
      ours === 'malformed' && bytesOf(json.response.clientDataJSON).toString().includes('\ufffd'),
  },
  {
    name: 'attested data in a proof',
    stricter: 'ours',
    why: 'Section 6.1 forbids it; they read it and go on.',
    explains: ({ json, ceremony }, ours) =>
      ours === 'malformed' && ceremony === 'used' && (flagsOf(json.response) & FLAGS.AT) !== 0,
  },
  {
    name: 'no DER',
    stricter: 'ours',
    why: 'They read ECDSA signatures in BER, so that one signature has many spellings.',
    explains: ({ json, authenticator }, ours) =>
      ours === 'signature' &&
      authenticator.algorithm === -7 &&
      'signature' in json.response &&
      !isDer(bytesOf(json.response.signature)),
  },
  {
    name: 'another form of the key',
    stricter: 'ours',
    why: 'They decode any CBOR. The specification allows one form of a key, and we compare with that.',
    explains: ({ json, ceremony }, ours) =>
      ['public-key', 'algorithm'].includes(ours ?? '') && ceremony === 'made' && !isCanonical(keyInside(json.response)),
  },
  {
    name: 'a point off the curve',
    stricter: 'ours',
    why: 'They look at the numbers of a key when it is used, and not when it is made.',
    explains: ({ json, ceremony }, ours) =>
      ours === 'public-key' &&
      ceremony === 'made' &&
      isCanonical(keyInside(json.response)) &&
      !isPoint(keyInside(json.response)),
  },
  {
    name: 'another copy of the data',
    stricter: 'neither',
    why: 'They read the authenticator data in the attestation object, we the copy that the browser makes of it.',
    explains: ({ json }) =>
      'attestationObject' in json.response &&
      !(
        isBase64Url(json.response.attestationObject) &&
        copyInside(json.response).equals(bytesOf(json.response.authenticatorData))
      ),
  },
  {
    name: 'weak key',
    stricter: 'ours',
    why: 'They take RSA of 1,024 bits and an exponent of 3.',
    explains({ authenticator: { algorithm, publicKey } }, ours) {
      const { modulusLength = 0, publicExponent } = publicKey.asymmetricKeyDetails ?? {};
      return ours === 'public-key' && algorithm === -257 && (modulusLength < 2_048 || publicExponent !== 65_537n);
    },
  },
  {
    name: 'counter of a synced passkey',
    stricter: 'theirs',
    why: 'They refuse each counter that does not go up. A synced passkey has several, or one that stands still; its owner would be locked out.',
    explains: ({ json, storedCount }, ours) =>
      ours === undefined &&
      (flagsOf(json.response) & FLAGS.BE) !== 0 &&
      countOf(json.response) <= storedCount &&
      storedCount > 0,
  },
  {
    name: 'token binding',
    stricter: 'theirs',
    why: 'They check the form of a member that Level 3 no longer has.',
    explains: (mutant, ours) => ours === undefined && clientDataOf(mutant).tokenBinding !== undefined,
  },
  {
    name: 'extensions that are none',
    stricter: 'theirs',
    why: 'They decode what the authenticator says in extensions. We ask for none and skip it unread; it is signed, and nothing depends on it.',
    explains: ({ json }, ours) => ours === undefined && (flagsOf(json.response) & FLAGS.ED) !== 0,
  },
];

/** Undefined where they agree, also on what they learnt; else the names of all that explain it, none for a surprise. */
export function differenceOf(mutant: Mutant, ours: Judgement, theirs: Judgement): readonly string[] | undefined {
  const isAgreed = ours.isAccepted === theirs.isAccepted;
  if (isAgreed && !(ours.isAccepted && theirs.isAccepted && !isSame(ours.learnt, theirs.learnt))) return undefined;
  const stricter = isAgreed ? 'neither' : ours.isAccepted ? 'theirs' : 'ours';
  const refusal = ours.isAccepted ? undefined : ours.why;
  return DIFFERENCES.filter(
    (each) => ['neither', stricter].includes(each.stricter) && each.explains(mutant, refusal),
  ).map(({ name }) => name);
}

type Response = Mutant['json']['response'];

function isSame(left: Readonly<Record<string, unknown>>, right: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

function bytesOf(text: unknown): Buffer {
  return Buffer.from(typeof text === 'string' ? text : '', 'base64url');
}

function clientDataOf({ json }: Mutant): Readonly<Record<string, unknown>> {
  return JSON.parse(new TextDecoder().decode(bytesOf(json.response.clientDataJSON)));
}

function flagsOf({ authenticatorData }: Response): number {
  return bytesOf(authenticatorData).readUInt8(32);
}

function countOf({ authenticatorData }: Response): number {
  return bytesOf(authenticatorData).readUInt32BE(33);
}

function idInside({ authenticatorData }: Response): string {
  const data = bytesOf(authenticatorData);
  return data.subarray(55, 55 + data.readUInt16BE(53)).toString('base64url');
}

/** The authenticator data in an attestation object of the format `none`. */
function copyInside(response: Response): Buffer {
  const object = 'attestationObject' in response ? bytesOf(response.attestationObject) : Buffer.of();
  return object.subarray(object[28] === 0x59 ? 31 : 30);
}

/** Up to its end, where nothing stands behind it. */
function keyInside({ authenticatorData }: Response): Buffer {
  const data = bytesOf(authenticatorData);
  return data.subarray(55 + data.readUInt16BE(53));
}

function isCanonical(key: Buffer): boolean {
  const hex = key.toString('hex');
  const forms = [
    /^a4010103272006215820.{64}$/,
    /^a5010203262001215820.{64}225820.{64}$/,
    /^a4010303390100205901000*[1-9a-f].{510,511}2143010001$/,
  ];
  return forms.some((form) => form.test(hex));
}

function isPoint(key: Buffer): boolean {
  const [x, y] = [key.subarray(10, 42).toString('base64url'), key.subarray(45).toString('base64url')];
  try {
    createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

function textsOf({ id, response }: Mutant['json']): unknown[] {
  const { clientDataJSON, authenticatorData } = response;
  const others = 'signature' in response ? [response.signature] : [];
  const handle = 'userHandle' in response && response.userHandle ? [response.userHandle] : [];
  return [id, clientDataJSON, authenticatorData, ...others, ...handle];
}

function isBase64Url(text: unknown): boolean {
  return (
    typeof text === 'string' && /^[\w-]+$/.test(text) && Buffer.from(text, 'base64url').toString('base64url') === text
  );
}

/** A SEQUENCE of two INTEGERs, each as short as can be (X.690 section 8.3.2), and nothing else. */
function isDer(bytes: Buffer): boolean {
  if (bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2) return false;
  let at = 2;
  for (const _number of ['r', 's']) {
    const length = bytes[at + 1] ?? 0;
    const [first = 0, second = 0] = bytes.subarray(at + 2, at + 2 + length);
    const isPadded = length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
    if (bytes[at] !== 0x02 || length === 0 || isPadded) return false;
    at += 2 + length;
  }
  return at === bytes.length;
}
