import { expect } from 'vitest';
import { settingsStore } from '../../functions/adapters/dynamodb/remembered-identity-domains.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import type { DomainSettings } from '../../functions/core/settings/resolve.ts';
import type { CallerKind } from '../../functions/http/endpoint.ts';
import { type LocalService, startLocal } from '../../local/local-service.ts';

/** What a client of the service sees of an answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, string>;
}

export interface OtpClient {
  readonly service: LocalService;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  createOtp(fields: Record<string, unknown>, options?: CallOptions): Promise<Answer>;
  validateOtp(fields: Record<string, unknown>, options?: CallOptions): Promise<Answer>;
  /** Replaces the settings of the default domain and waits until they hold everywhere. */
  settings(map: Record<string, unknown>): Promise<void>;
  unlock(userId: string): Promise<Answer>;
}

export interface CallOptions {
  readonly as?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export const CREATE = '/oam/services/rest/auth/api/v1/mfa/createOTP';
export const VALIDATE = '/oam/services/rest/auth/api/v1/mfa/validateOTP';
export const SECRET_KEY = '/oauth2/rest/resources/secretkey';
export const SETTINGS = '/mfa/v1/domains/DefaultDomain/settings';
export const CLIENT = 'demo-app:demo-app-secret';
export const ADMIN = 'admin:admin-password';

/** Whose name and password a route takes, by the callers that its contract names; nobody's where it takes tokens. */
export const CALLERS: Readonly<Record<CallerKind, string | undefined>> = {
  anyone: undefined,
  client: CLIENT,
  'oauth-client': CLIENT,
  user: 'alice:alice-password',
  'client-or-user': CLIENT,
  token: undefined,
  'user-or-token': 'alice:alice-password',
  administrator: ADMIN,
  'client-or-administrator': ADMIN,
};

/** The whole service in this process, on a free port, and a client of it. */
export async function startClient(): Promise<OtpClient> {
  const service = await startLocal({ port: 0 });
  const call = (method: string, path: string, options: CallOptions = {}) => request(service.url, method, path, options);
  return {
    service,
    call,
    createOtp: (fields, options) =>
      call('POST', CREATE, { as: CLIENT, body: { appName: 'demo', deliveryChannel: 'custom', ...fields }, ...options }),
    validateOtp: (fields, options) =>
      call('POST', VALIDATE, { as: CLIENT, body: { appName: 'demo', ...fields }, ...options }),
    async settings(map) {
      const answer = await call('PUT', SETTINGS, { as: ADMIN, body: map });
      if (answer.body.code === 'ADMINISTRATOR_FACTOR_REQUIRED') return replaceInTable(map);
      expect(answer.body, JSON.stringify(answer.body)).toHaveProperty('MaxAttempts');
    },
    unlock: (userId) => call('DELETE', `/mfa/v1/users/${encodeURIComponent(userId)}/lock`, { as: ADMIN }),
  };
}

/** Where the settings want a factor of the administrator, who has none: as an operator would, who has the table. */
async function replaceInTable(map: Record<string, unknown>): Promise<void> {
  const store = settingsStore(openTable('sekisho'), 'DefaultDomain');
  const version = (await store.read('DefaultDomain'))?.version ?? 0;
  expect(await store.replace('DefaultDomain', map as DomainSettings, version)).toBe('replaced');
}

/** One call to a running service, in this process or another one. */
export async function request(url: string, method: string, path: string, options: CallOptions): Promise<Answer> {
  const { as, body, headers = {} } = options;
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(as === undefined ? {} : { authorization: `Basic ${Buffer.from(as).toString('base64')}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? {} : JSON.parse(text) };
}

/** A code that is not `right`, of the same length. */
export function wrongCode(right: string): string {
  return [...right].map((digit) => String((Number(digit) + 1) % 10)).join('');
}

/** The PIN and its correlation id, handed back to a client that may have them. */
export async function newPin(
  client: OtpClient,
  userId: string,
  fields: Record<string, unknown> = {},
): Promise<{ pin: string; correlationId: string }> {
  const { status, body } = await client.createOtp({ userId, ...fields });
  expect(status, JSON.stringify(body)).toBe(200);
  return { pin: String(body.minorCode), correlationId: String(body.correlationId) };
}
