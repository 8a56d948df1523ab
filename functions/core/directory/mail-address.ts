export const MAIL_EXPECTED = 'an e-mail address: ASCII before the @, a host name with a dot after it';

/** RFC 5321 section 4.5.3.1: of the part before the @, and of the whole, less the brackets around it. */
const MAX_LOCAL_PART = 64;
const MAX_LENGTH = 254;

/** RFC 5322 atext. Dots stand anywhere: Japanese carriers gave out addresses such as `foo..bar.@`. */
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+$/;
/** RFC 1123 section 2.1. A last label of digits alone would be the address of a machine. */
const HOST =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+(?!\d+$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/**
 * The one rule for an address to which a message goes, on every door: what SES delivers to. A host name of other letters
 * becomes ASCII (RFC 5890), quotes that stand around a part with dots go. Undefined for everything else.
 */
export function parseMailAddress(written: string): string | undefined {
  // NFKC makes dots of leaders, and so another host of one that was written to look like it.
  if (/[\u2024-\u2026]/.test(written)) return undefined;
  const text = written.normalize('NFKC').trim();
  const at = text.lastIndexOf('@');
  const localPart = text.slice(0, Math.max(0, at)).replace(/^"([^"\\]*)"$/, '$1');
  const host = asciiHost(text.slice(at + 1));
  const address = `${localPart}@${host}`;
  const fits = localPart.length <= MAX_LOCAL_PART && address.length <= MAX_LENGTH;
  return fits && LOCAL_PART.test(localPart) && HOST.test(host) ? address : undefined;
}

function asciiHost(host: string): string {
  const dotted = host.replace(/[。｡]/g, '.');
  const isForeign = /[^\0-\x7F]/.test(dotted) && /^[\p{L}\p{M}\p{N}.-]+$/u.test(dotted);
  return isForeign && URL.canParse(`http://${dotted}`) ? new URL(`http://${dotted}`).hostname : dotted;
}
