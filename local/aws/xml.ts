/** The XML of the query protocol. @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#response-serialization */

/** Objects become elements, arrays `<member>`s, Maps `<entry>`s with `<key>` and `<value>`. */
function toXml(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((member) => element('member', member)).join('');
  if (value instanceof Map) {
    return [...value].map(([key, entry]) => element('entry', { key, value: entry })).join('');
  }
  if (typeof value === 'object') {
    return Object.entries(value)
      .filter(([, child]) => child !== undefined)
      .map(([name, child]) => element(name, child))
      .join('');
  }
  return escapeText(String(value));
}

export function element(name: string, value: unknown): string {
  return `<${name}>${toXml(value)}</${name}>`;
}

/** `\r` is written as a reference, because XML parsers turn it into `\n` (XML 1.0, 2.11). */
function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;');
}
