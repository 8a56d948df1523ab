import { constantTimeEqual } from '../otp/constant-time-equal.ts';
import type { Expected, PasskeyFault } from './passkey.ts';

type CeremonyType = 'webauthn.create' | 'webauthn.get';

/**
 * What the browser says about the page that asked: the first thing wrong with it, or undefined (WebAuthn Level 3 section
 * 5.8.1; sections 7.1 and 7.2, from the UTF-8 decoding to topOrigin). No page of ours is ever framed, so an answer from
 * within a frame is refused whoever framed it. Other members, `tokenBinding` of Level 1 among them, decide nothing.
 */
export function clientDataFault(
  json: Uint8Array,
  type: CeremonyType,
  { challenge, rp }: Expected,
): PasskeyFault | undefined {
  const data = parse(json);
  if (data === 'malformed') return data;
  if (data.type !== type) return 'type';
  if (typeof data.challenge !== 'string' || !constantTimeEqual(data.challenge, challenge)) return 'challenge';
  if (!rp.origins.some((origin) => origin === data.origin)) return 'origin';
  // Present at all but not false: a browser writes true or false, and what it does not write is no reason to trust it.
  if (data.crossOrigin !== undefined && data.crossOrigin !== false) return 'framed';
  if (data.topOrigin !== undefined) return 'framed';
  return undefined;
}

/**
 * The decoder takes a leading byte order mark away, as "UTF-8 decode" must, and is stricter in one thing: bytes that are
 * no UTF-8 are refused, not replaced. Of a key that stands twice the last one counts, as everywhere in `JSON.parse`; what
 * was signed are the bytes, so nobody but the browser can write one twice.
 */
function parse(json: Uint8Array): Readonly<Record<string, unknown>> | 'malformed' {
  try {
    const data: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : 'malformed';
  } catch {
    return 'malformed';
  }
}
