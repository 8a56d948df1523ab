import * as z from 'zod';

/** A registered name and what is below it. No scheme, no port, and no IP address: the last part begins with a letter. */
const HOST = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/**
 * Names below which strangers own names: browsers take none of them as RP ID. The whole list (publicsuffix.org) changes every week; these
 * are where a stage answers without a domain, and what one part too few leaves of a name such as `mfa.example.co.jp`.
 */
const OF_STRANGERS = [
  /^([a-z0-9-]+\.)*amazonaws\.com(\.cn)?$/,
  /^([a-z0-9-]+\.)*on\.aws$/,
  /^cloudfront\.net$/,
  /^(ac|co|com|ed|edu|go|gov|gr|lg|ne|net|or|org)\.[a-z]{2}$/,
];

const NAME_OF_API = /^[a-z0-9]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;

/** Browsers must heed as many names of owners in the list and may skip what follows (WebAuthn Level 3, section 5.11). */
const MAX_LABELS = 5;

const rpId = z
  .string('must be a text')
  .regex(
    HOST,
    'must be a host name in small letters such as "example.com", without scheme and port; an IP address is none',
  )
  .refine(
    (name) => !isOfStrangers(name),
    'must be a name of yours: browsers refuse one below which strangers have names',
  );

const origin = z.string('must be a text').refine(isHttpsOrigin, {
  error: 'must be an origin such as "https://shop.example.com", with nothing behind the host',
  // What is none has no owner that could be counted below.
  abort: true,
});

/** The settings of passkeys; docs/deploy.md says what is lost with a change. */
export const passkeyFields = {
  /** The domain that passkeys belong to. Without it the host of the stage's address; passkeys are lost with it. */
  passkeyRpId: rpId.optional(),
  /** Former RP IDs whose passkeys may be lost; a change of the RP ID is refused for all others. */
  passkeyRpIdsGivenUp: z.array(rpId, 'must be a list').default([]),
  /** Further sites that may use these passkeys, by `/.well-known/webauthn`. */
  passkeyOrigins: z
    .array(origin, 'must be a list')
    .refine((origins) => new Set(origins).size === origins.length, 'must not name an origin twice')
    .default([]),
};

interface PasskeySettings {
  readonly domain?: { readonly name: string } | undefined;
  readonly passkeyRpId?: string | undefined;
  readonly passkeyRpIdsGivenUp: readonly string[];
  readonly passkeyOrigins: readonly string[];
}

/** What is wrong with them beside the address of the stage. */
export function faultsOfPasskeys(settings: PasskeySettings): [string[], string][] {
  const { domain, passkeyRpId, passkeyRpIdsGivenUp, passkeyOrigins } = settings;
  const faults: [string[], string][] = [];
  if (domain !== undefined && passkeyRpId !== undefined && !`.${domain.name}`.endsWith(`.${passkeyRpId}`)) {
    faults.push([['passkeyRpId'], `must be ${domain.name}, where this stage answers, or a parent of it`]);
  }
  const inUse = passkeyRpId ?? domain?.name;
  if (inUse !== undefined && passkeyRpIdsGivenUp.includes(inUse)) {
    faults.push([['passkeyRpIdsGivenUp'], `must not name ${inUse}, which this stage uses`]);
  }
  const owners = new Set(passkeyOrigins.map((address) => ownersLabel(new URL(address).hostname)));
  owners.add(domain === undefined ? 'the API of this stage' : ownersLabel(domain.name));
  if (owners.size > MAX_LABELS) {
    faults.push([
      ['passkeyOrigins'],
      `must not be of more than ${MAX_LABELS} owners, the stage's own address among them`,
    ]);
  }
  return faults;
}

/** The one form below `amazonaws.com` that is the name of one API alone. */
export function isNameOfApi(name: string): boolean {
  return NAME_OF_API.test(name);
}

function isOfStrangers(name: string): boolean {
  return !isNameOfApi(name) && OF_STRANGERS.some((pattern) => pattern.test(name));
}

function isHttpsOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin: own, hostname } = new URL(text);
  return protocol === 'https:' && own === text && HOST.test(hostname);
}

/** What its owner is known by in all countries: `example` of `shop.example.co.jp` and of `example.com`. */
function ownersLabel(host: string): string {
  const parts = host.split('.');
  const suffix = isOfStrangers(parts.slice(-2).join('.')) ? 2 : 1;
  return parts.at(-1 - suffix) ?? host;
}
