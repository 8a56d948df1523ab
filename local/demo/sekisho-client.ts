import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';

/** What an application needs of Sekisho, by HTTP alone: docs/integrate.md shows the same for other languages. */
export interface SekishoClient {
  start(request: StartRequest): Promise<{ readonly sessionId: string; readonly url: string }>;
  /** The claims of the verified token, or the code of the refusal. */
  result(sessionId: string): Promise<{ readonly claims: JWTPayload } | { readonly code: string }>;
}

/** Sekisho began no session; the code is from its closed list. */
export class NoSessionError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`no session was started: ${code}`);
    this.code = code;
  }
}

interface StartRequest {
  readonly userId: string;
  readonly returnUrl: string;
  readonly state: string;
  readonly locale: string;
  readonly purpose: 'verify' | 'enrol';
  readonly context?: { readonly action: string };
}

interface SekishoAccount {
  readonly url: string;
  /** The identity domain of the account; it owns the application. */
  readonly domain: string;
  readonly appName: string;
  readonly name: string;
  readonly password: string;
}

export function sekishoClient({ url, domain, appName, name, password }: SekishoAccount): SekishoClient {
  const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
  const keys = createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`));

  async function post(path: string, body?: object): Promise<{ ok: boolean; body: Record<string, string> }> {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { ok: answer.ok, body: (await answer.json()) as Record<string, string> };
  }

  return {
    async start(request) {
      const { ok, body } = await post('/mfa/v1/sessions', { appName, ...request });
      if (!ok) throw new NoSessionError(String(body.code));
      return { sessionId: String(body.sessionId), url: String(body.url) };
    },

    async result(sessionId) {
      const { ok, body } = await post(`/mfa/v1/sessions/${encodeURIComponent(sessionId)}/result`);
      if (!ok) return { code: String(body.code) };
      const { payload } = await jwtVerify(String(body.token), keys, {
        issuer: url,
        audience: `${domain}/${appName}`,
        algorithms: ['ES256'],
        typ: 'sekisho-result+jwt',
      });
      return { claims: payload };
    },
  };
}
