import { expect } from 'vitest';
import type { Right } from '../../functions/core/applications/rights.ts';
import { ADMIN, type CallOptions, CLIENT, type OtpClient } from './client.ts';

export const APPLICATIONS = '/mfa/v1/applications';

type RunningClient = Pick<OtpClient, 'call'> & { readonly service: { readonly url: string } };

interface Fields {
  readonly clients?: readonly string[];
  readonly returnUrls?: readonly string[];
  readonly rights?: readonly Right[];
  /** The identity domain that owns them, if it is not the default one. */
  readonly domain?: string;
}

/**
 * Registers applications of the demo client, with the way home of the demo page. What was asked before remembers for 15
 * seconds who had a name, so this belongs into the set-up of a test.
 */
export async function register(client: RunningClient, names: readonly string[], fields: Fields = {}): Promise<void> {
  const { domain, ...others } = fields;
  const query = domain === undefined ? '' : `?domain=${domain}`;
  const body = { clients: [CLIENT.split(':')[0]], returnUrls: [`${client.service.url}/demo/return`], ...others };
  for (const name of names) {
    const { status, body: told } = await putApplication(client, `${name}${query}`, { as: ADMIN, body });
    expect(status, JSON.stringify(told)).toBe(200);
  }
}

/** `path` is the name, and what follows it. */
export function putApplication(client: Pick<OtpClient, 'call'>, path: string, options: CallOptions) {
  return client.call('PUT', `${APPLICATIONS}/${path}`, options);
}
