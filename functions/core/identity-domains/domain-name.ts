/** What stands before names in the table or in logs, or that people would take for the service itself. */
const RESERVED = ['session', 'domain', 'user', 'service', 'page', 'device', 'default', 'admin', 'system', 'sekisho'];

/**
 * What a name looks like, in a mail or a log, to somebody who reads fast: letters of both cases alike, `0` as `o`, `1`
 * and `i` as `l`, `rn` as `m`, and no signs. Two domains of one look would be one to people.
 */
export function lookOfDomain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('0', 'o')
    .replace(/[1i]/g, 'l')
    .replace(/[._-]/g, '')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}

/** Whether a name may be that of a new domain, whatever others there are besides the default one. */
export function isFreeDomainName(name: string, defaultDomain: string): boolean {
  return ![...RESERVED, defaultDomain].some((taken) => lookOfDomain(taken) === lookOfDomain(name));
}
