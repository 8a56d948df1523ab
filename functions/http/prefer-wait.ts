/** API Gateway ends a request after 30 seconds; the answer needs some of them. */
const MAX_WAIT_SECONDS = 25;

/**
 * The seconds of `Prefer: wait=N` (RFC 7240 section 4.3), at most 25; undefined when there is no such preference. One
 * that cannot be understood is ignored (section 2).
 */
export function waitSecondsOf(prefer: string | undefined): number | undefined {
  const wait = (prefer ?? '')
    .split(',')
    .map((preference) => /^\s*wait\s*=\s*"?(\d{1,6})"?\s*(;|$)/i.exec(preference)?.[1])
    .find((seconds) => seconds !== undefined);
  if (wait === undefined || Number(wait) < 1) return undefined;
  return Math.min(Number(wait), MAX_WAIT_SECONDS);
}
