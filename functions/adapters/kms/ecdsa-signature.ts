const COORDINATE_BYTES = 32;
const SEQUENCE = 0x30;
const INTEGER = 0x02;

/**
 * KMS answers an ECDSA signature as a DER sequence of two integers (RFC 3279 section 2.2.3); JOSE wants both as 32
 * bytes, one after the other (RFC 7518 section 3.4). Throws on anything that is not such a P-256 signature.
 */
export function joseSignature(der: Uint8Array): Uint8Array {
  const bytes = Buffer.from(der);
  // At most two integers of 33 bytes, so every length is one byte.
  if (bytes[0] !== SEQUENCE || bytes[1] !== bytes.length - 2) throw malformed();
  const r = readInteger(bytes, 2);
  const s = readInteger(bytes, r.end);
  if (s.end !== bytes.length) throw malformed();
  return Buffer.concat([r.coordinate, s.coordinate]);
}

function readInteger(bytes: Buffer, at: number): { coordinate: Buffer; end: number } {
  const length = bytes[at + 1] ?? 0;
  const end = at + 2 + length;
  if (bytes[at] !== INTEGER || length === 0 || end > bytes.length) throw malformed();
  let value = bytes.subarray(at + 2, end);
  // A leading zero keeps a number with the highest bit set from reading as negative.
  if (value[0] === 0) value = value.subarray(1);
  if (value.length > COORDINATE_BYTES) throw malformed();
  return { coordinate: Buffer.concat([Buffer.alloc(COORDINATE_BYTES - value.length), value]), end };
}

function malformed(): Error {
  return new Error('KMS answered with something that is not a P-256 signature');
}
