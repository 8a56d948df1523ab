/** What a browser hands over when a passkey is made (`RegistrationResponseJSON`, WebAuthn Level 3 section 5.1). */
export interface RegistrationAnswer {
  /** In base64url. */
  readonly credentialId: string;
  readonly clientData: Uint8Array;
  readonly authenticatorData: Uint8Array;
  readonly transports: readonly string[];
  /** Missing where the browser did not say. */
  readonly isDiscoverable?: boolean;
}

/** What a browser hands over when a passkey is used (`AuthenticationResponseJSON`, WebAuthn Level 3 section 5.1). */
export interface AssertionAnswer {
  /** In base64url. */
  readonly credentialId: string;
  readonly clientData: Uint8Array;
  readonly authenticatorData: Uint8Array;
  readonly signature: Uint8Array;
  /** In base64url; missing where the authenticator did not say. */
  readonly userHandle?: string;
}

/**
 * In bytes. Those of a credential id and a user handle are the specification's (sections 4 and 5.4.3); the others leave
 * room above what authenticators send (client data of 300, an id of 1,023 with an RSA key of 4,096 bits in 1,700).
 */
const AT_MOST = {
  credentialId: 1_023,
  userHandle: 64,
  clientData: 4_096,
  authenticatorData: 4_096,
  signature: 512,
};

/** `{fmt: "none", attStmt: {}, authData:` */
const UNATTESTED = Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex');

const MAX_TRANSPORTS = 8;

/** A word such as `internal`, `usb`, `smart-card`; unknown ones are kept (section 5.2.1). */
const TRANSPORT = /^[a-z][a-z0-9-]{0,31}$/;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Undefined for what no browser writes. The public key stands in the authenticator data: `publicKey` beside it would be a
 * second truth, which password managers that take the browser's place leave out or get wrong.
 */
export function readRegistration(json: unknown): RegistrationAnswer | undefined {
  const credential = readCredential(json);
  if (credential === undefined) return undefined;
  const { credentialId, fields, response } = credential;
  const clientData = readBytes(response.clientDataJSON, AT_MOST.clientData);
  const authenticatorData =
    response.authenticatorData === undefined
      ? readUnattested(response.attestationObject)
      : readBytes(response.authenticatorData, AT_MOST.authenticatorData);
  if (!clientData || !authenticatorData) return undefined;
  const isDiscoverable = readDiscoverable(fields.clientExtensionResults);
  return {
    credentialId,
    clientData,
    authenticatorData,
    transports: readTransports(response.transports),
    ...(isDiscoverable !== undefined && { isDiscoverable }),
  };
}

/**
 * The authenticator data in an attestation object of the format `none` (section 8.7), for browsers that do not hand it out
 * beside it. It is a map in CTAP2 canonical CBOR, so that all bytes before the data are known but its length.
 */
function readUnattested(attestationObject: unknown): Buffer | undefined {
  const object = readBytes(attestationObject, UNATTESTED.length + 3 + AT_MOST.authenticatorData);
  if (object === undefined || !UNATTESTED.equals(object.subarray(0, UNATTESTED.length))) return undefined;
  const [kind, first = 0, second = 0] = object.subarray(UNATTESTED.length);
  const rest = object.subarray(UNATTESTED.length + 1);
  // A byte string of less than 256, and of less than 65,536 bytes (RFC 8949 section 3.1).
  if (kind === 0x58 && rest.length === 1 + first) return rest.subarray(1);
  return kind === 0x59 && rest.length === 2 + first * 256 + second ? rest.subarray(2) : undefined;
}

/** Undefined for what no browser writes. */
export function readAssertion(json: unknown): AssertionAnswer | undefined {
  const credential = readCredential(json);
  if (credential === undefined) return undefined;
  const { credentialId, response } = credential;
  const clientData = readBytes(response.clientDataJSON, AT_MOST.clientData);
  const authenticatorData = readBytes(response.authenticatorData, AT_MOST.authenticatorData);
  const signature = readBytes(response.signature, AT_MOST.signature);
  if (!clientData || !authenticatorData || !signature) return undefined;
  const answer = { credentialId, clientData, authenticatorData, signature };
  // Some browsers write an empty one where the authenticator gave none; no user has it, so it means the same.
  const { userHandle } = response;
  if (userHandle === undefined || userHandle === null || userHandle === '') return answer;
  return isBase64Url(userHandle, AT_MOST.userHandle) ? { ...answer, userHandle } : undefined;
}

function readCredential(json: unknown): { credentialId: string; fields: Fields; response: Fields } | undefined {
  if (!isObject(json) || json.type !== 'public-key' || json.id !== json.rawId) return undefined;
  const { id, response } = json;
  if (!isBase64Url(id, AT_MOST.credentialId) || !isObject(response)) return undefined;
  return { credentialId: id, fields: json, response };
}

/** `credProps.rk` (section 10.1.3). */
function readDiscoverable(extensions: unknown): boolean | undefined {
  const properties = isObject(extensions) ? extensions.credProps : undefined;
  const rk = isObject(properties) ? properties.rk : undefined;
  return typeof rk === 'boolean' ? rk : undefined;
}

/** They are hints: one that is none is left out, and does not cost the person his passkey. */
function readTransports(transports: unknown): readonly string[] {
  if (!Array.isArray(transports)) return [];
  const words = transports.filter((word): word is string => typeof word === 'string' && TRANSPORT.test(word));
  return [...new Set(words)].slice(0, MAX_TRANSPORTS);
}

function readBytes(text: unknown, atMost: number): Buffer | undefined {
  return isBase64Url(text, atMost) ? Buffer.from(text, 'base64url') : undefined;
}

/** Each row of bytes has one text, so that it can be compared as a text: no padding, no other alphabet, no odd bits. */
function isBase64Url(text: unknown, atMost: number): text is string {
  if (typeof text !== 'string' || text === '' || text.length > Math.ceil((atMost * 4) / 3)) return false;
  return Buffer.from(text, 'base64url').toString('base64url') === text;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
