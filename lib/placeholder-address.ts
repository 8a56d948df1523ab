/** Names that nobody can own (RFC 2606, RFC 6761): no mail comes from them. */
const RESERVED_NAME = /(^|[.@])(example(\.(com|net|org))?|invalid|test|localhost)$/;

export function isPlaceholder(address: string): boolean {
  return RESERVED_NAME.test(address);
}
