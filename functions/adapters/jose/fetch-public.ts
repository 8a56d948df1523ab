import { lookup } from 'node:dns';
import { request } from 'node:https';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { IssuerError } from '../../core/errors/issuer-error.ts';

/** GET over HTTPS from a server on the public internet; the answer is a 200, or it throws `IssuerError`. */
export type FetchPublic = (address: string) => Promise<Response>;

const TIMEOUT_MS = 3_000;
const MAX_BYTES = 256 * 1024;

interface FetchPublicOptions {
  /** Certificate authorities in place of the well-known ones. */
  readonly ca?: string;
  readonly isAllowed?: (address: string) => boolean;
}

/**
 * An issuer's address comes from an administrator, its key set's address from the issuer: neither may lead into our own
 * network. So it is HTTPS alone, follows no redirect, and the very address that is connected to is judged, so that a
 * name which changes its answer between two look-ups gains nothing.
 */
export function fetchPublic({ ca, isAllowed = isPublicAddress }: FetchPublicOptions = {}): FetchPublic {
  return (address) =>
    new Promise((resolve, reject) => {
      const fail = (reason: string) => reject(new IssuerError(reason));
      const url = new URL(address);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      if (url.protocol !== 'https:') return fail('the address is not https');
      if (isIP(host) !== 0 && !isAllowed(host)) return fail('the address is not on the public internet');
      const options = {
        // A connection of its own, so that none is taken over which was judged differently or long ago.
        agent: false,
        lookup: publicLookup(isAllowed),
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: { accept: 'application/json' },
        ...(ca === undefined ? {} : { ca }),
      };
      const call = request(url, options, (response) => {
        if (response.statusCode !== 200) {
          response.resume();
          return fail(`the answer was ${response.statusCode}`);
        }
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_BYTES) call.destroy(new Error('too large'));
          else chunks.push(chunk);
        });
        response.on('error', () => fail('the answer broke off'));
        response.on('end', () => resolve(new Response(Buffer.concat(chunks), { status: 200 })));
      });
      // The text of the error would name the server.
      call.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.name));
      call.end();
    });
}

function publicLookup(isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) return callback(error ?? new Error('no address'), '', 4);
      if (!addresses.every(({ address }) => isAllowed(address))) {
        return callback(Object.assign(new Error('refused'), { code: 'NOT_PUBLIC' }), '', 4);
      }
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** Everything that IANA's special-purpose registries (RFC 6890) keep away from the public internet. */
const SPECIAL = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  SPECIAL.addSubnet(network, bits, 'ipv4');
}
/** The one range of IPv6 that is given out to the public (RFC 4291 section 2.4), without its special parts. */
const GLOBAL = new BlockList();
GLOBAL.addSubnet('2000::', 3, 'ipv6');
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  SPECIAL.addSubnet(network, bits, 'ipv6');
}

export function isPublicAddress(address: string): boolean {
  if (isIPv6(address)) return GLOBAL.check(address, 'ipv6') && !SPECIAL.check(address, 'ipv6');
  return isIP(address) === 4 && !SPECIAL.check(address, 'ipv4');
}
