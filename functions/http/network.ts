import { isIPv4, isIPv6 } from 'node:net';
import type { Networks } from '../core/passwords/guard-passwords.ts';

/**
 * The networks that an address is in, for counting. One caller is an IPv4 address, or the first 56 bits of an IPv6 address,
 * which is what one household or one rented server commonly gets (RFC 6177 section 2). One guesser is 24 or 48 bits:
 * what is cheaply had as a whole. An IPv4 address that is written as one of IPv6 (RFC 4291 section 2.5.5.2) is that address.
 */
export function networksOf(address: string): Networks {
  const plain = address.toLowerCase().split('%')[0] ?? '';
  if (isIPv4(plain)) return ofIPv4(plain);
  if (!isIPv6(plain)) return { own: plain, wide: plain };
  const groups = groupsOf(plain);
  const mapped = mappedIPv4(groups);
  if (mapped !== undefined) return ofIPv4(mapped);
  const [first, second, third, fourth] = groups.map((group) => group.toString(16).padStart(4, '0'));
  const wide = `${first}:${second}:${third}`;
  return { own: `${wide}:${fourth?.slice(0, 2)}::/56`, wide: `${wide}::/48` };
}

function ofIPv4(address: string): Networks {
  return { own: address, wide: `${address.slice(0, address.lastIndexOf('.'))}.0/24` };
}

/** The eight groups of an IPv6 address, whichever way it is written. */
function groupsOf(address: string): number[] {
  // The URL parser knows every spelling and writes one of them, always in hexadecimal.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = [], tail = []] = canonical.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const zeros = Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16));
}

function mappedIPv4(groups: readonly number[]): string | undefined {
  const [high = 0, low = 0] = groups.slice(6);
  if (groups.slice(0, 5).some((group) => group !== 0) || groups[5] !== 0xffff) return undefined;
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
