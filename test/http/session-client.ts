import { randomBytes } from 'node:crypto';
import { dynamodbSessions } from '../../functions/adapters/dynamodb/sessions.ts';
import { type BrowserSecret, makeBrowserSecret, makeFormToken } from '../../functions/core/sessions/browser.ts';
import {
  type FormOfBrowser,
  type OpenedSession,
  type OpenSession,
  openSession,
  recordVerdict,
} from '../../functions/core/sessions/open-session.ts';
import type { Factor } from '../../functions/core/sessions/session.ts';
import { accepted } from '../../functions/core/verify/accepted.ts';
import { Env } from '../../functions/journey/pages/env.ts';
import { keyPorts } from '../../functions/wiring/key-ports.ts';
import { type Answer, type CallOptions, CLIENT, type OtpClient } from './client.ts';
import { giveFactor } from './give-factor.ts';

export const SESSIONS = '/mfa/v1/sessions';

/** Sessions of the running local service: the application's calls over HTTP, the browser's steps as its pages take them. */
export function sessionClient(client: OtpClient) {
  const ports = keyPorts(Env.parse(process.env));
  const deps = { ...ports, sessions: dynamodbSessions(ports.table) };
  const returnUrl = `${client.service.url}/demo/return`;

  async function start(fields: Record<string, unknown> = {}, options: CallOptions = {}): Promise<Answer> {
    const body = { userId: 'alice', appName: 'demo', returnUrl, ...fields };
    return client.call('POST', SESSIONS, { as: CLIENT, body, ...options });
  }

  /** A form of a page that this visitor looked at before the session was bound; without one, of a new browser. */
  const visit = (id: string, form: Partial<FormOfBrowser> = firstForm(id)): Promise<OpenedSession> =>
    openSession(deps, id, { visitor: undefined, own: undefined, token: '', ...form });

  /** The person in the first browser: proves a factor of a session that nobody has opened yet. */
  async function prove(id: string, factor: Factor): Promise<void> {
    const open = opened(await visit(id));
    const by = await giveFactor(ports, open.session.user, factor);
    const outcome = await recordVerdict(deps, open, { factor }, accepted(deps.clock(), by));
    if (outcome !== 'recorded') throw new Error(`the verdict was ${outcome}`);
  }

  return {
    deps,
    returnUrl,
    start,
    visit,
    result: (id: string, options: CallOptions = {}): Promise<Answer> =>
      client.call('POST', `${SESSIONS}/${id}/result`, { as: CLIENT, ...options }),
    /** A session in the hands of its browser, before any factor. */
    async open(fields: Record<string, unknown> = {}): Promise<OpenSession & { id: string }> {
      const id = String((await start(fields)).body.sessionId);
      return { id, ...opened(await visit(id)) };
    },
    /** A session whose result can be taken. */
    async proven(factor: Factor, fields: Record<string, unknown> = {}): Promise<string> {
      const id = String((await start(fields)).body.sessionId);
      await prove(id, factor);
      return id;
    },
    prove,
  };
}

/** The first form of a page, as a browser with this cookie sends it. */
export function firstForm(id: string, visitor: BrowserSecret = makeBrowserSecret((size) => randomBytes(size))) {
  return { visitor, token: makeFormToken((size) => randomBytes(size), visitor, id) };
}

export function opened(outcome: OpenedSession): OpenSession {
  if (outcome.kind !== 'open') throw new Error(`the session is ${outcome.kind}`);
  return { session: outcome.session, browserHash: outcome.browserHash };
}
