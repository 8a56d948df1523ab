import { expect } from 'vitest';
import { type Answer, type CallOptions, CLIENT, type OtpClient } from './client.ts';

export const TOKEN = '/oauth2/rest/token';
export const INFO = '/oauth2/rest/token/info';
export const DOMAINS = '/oam/services/rest/ssa/api/v1/oauthpolicyadmin/oauthidentitydomain';

export function inDomain(name: string): Record<string, string> {
  return { 'x-oauth-identity-domain-name': name };
}

/** Asks for tokens as clients do, with a form. */
export function askToken(
  client: OtpClient,
  form: Record<string, string>,
  { as = CLIENT, headers = {} }: CallOptions = {},
): Promise<Answer> {
  return client.call('POST', TOKEN, {
    as,
    body: String(new URLSearchParams(form)),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
}

export async function tokensOf(
  client: OtpClient,
  form: Record<string, string>,
  options: CallOptions = {},
): Promise<{ access: string; refresh: string }> {
  const { status, body } = await askToken(client, form, options);
  expect(status, JSON.stringify(body)).toBe(200);
  return { access: String(body.access_token), refresh: String(body.refresh_token ?? '') };
}

export function bearer(token: string, headers: Record<string, string> = {}): CallOptions {
  return { headers: { authorization: `Bearer ${token}`, ...headers } };
}

export function tokenInfo(client: OtpClient, token: string, headers: Record<string, string> = {}): Promise<Answer> {
  return client.call('GET', INFO, bearer(token, headers));
}
