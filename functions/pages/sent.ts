/** A message that is under way, as the address and the forms carry it. Neither field proves anything. */
export interface Sent {
  readonly correlationId: string;
  readonly expiresAtMs: number;
  /** A new address that is being verified. */
  readonly to?: string;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function readSent(fields: Readonly<Record<string, string | undefined>>): Sent | undefined {
  const { sent, until, to } = fields;
  const expiresAtMs = Number(until);
  if (sent === undefined || !ID.test(sent) || !Number.isSafeInteger(expiresAtMs)) return undefined;
  return { correlationId: sent, expiresAtMs, ...(to === undefined ? {} : { to }) };
}

export function sentFields({ correlationId, expiresAtMs, to }: Sent): Record<string, string> {
  return { sent: correlationId, until: String(expiresAtMs), ...(to === undefined ? {} : { to }) };
}
