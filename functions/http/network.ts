import { isIPv6 } from 'node:net';

/**
 * The network that an address is in, for counting: an IPv4 address itself, the first 56 bits of an IPv6 address, which
 * is what one household or one rented server commonly gets (RFC 6177 section 2).
 */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.toLowerCase().startsWith('::ffff:')) return address.toLowerCase();
  const [before = '', after] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const zeros = after === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array<string>(zeros).fill('0'), ...tail].map((group) => group.padStart(4, '0'));
  return `${groups.slice(0, 3).join(':')}:${groups[3]?.slice(0, 2) ?? '00'}::/56`;
}
