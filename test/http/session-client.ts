import { randomBytes } from 'node:crypto';
import { dynamodbSessions } from '../../functions/adapters/dynamodb/sessions.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { makeBrowserSecret, parseBrowserSecret } from '../../functions/core/sessions/browser.ts';
import {
  type OpenedSession,
  type OpenSession,
  type OpenSessionDependencies,
  openSession,
  recordVerdict,
} from '../../functions/core/sessions/open-session.ts';
import type { Factor } from '../../functions/core/sessions/session.ts';
import { ground } from '../../functions/wiring/ground.ts';
import { type Answer, type CallOptions, CLIENT, type OtpClient } from './client.ts';

export const SESSIONS = '/mfa/v1/sessions';

/** Sessions of the running local service: the application's calls over HTTP, the browser's steps as its pages take them. */
export function sessionClient(client: OtpClient) {
  const deps: OpenSessionDependencies = { ...ground(), sessions: dynamodbSessions(openTable('sekisho')) };
  const returnUrl = `${client.service.url}/demo/return`;

  async function start(fields: Record<string, unknown> = {}, options: CallOptions = {}): Promise<Answer> {
    const body = { userId: 'alice', appName: 'demo', returnUrl, ...fields };
    return client.call('POST', SESSIONS, { as: CLIENT, body, ...options });
  }

  /** The form of a browser with this cookie; one that is none is replaced, as by the page before the form. */
  const visit = (id: string, cookie?: string): Promise<OpenedSession> =>
    openSession(deps, id, parseBrowserSecret(cookie) ?? makeBrowserSecret((size) => randomBytes(size)));

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
      const { id, ...open } = await this.open(fields);
      const outcome = await recordVerdict(deps, open, factor, { kind: 'accepted' });
      if (outcome !== 'recorded') throw new Error(`the verdict was ${outcome}`);
      return id;
    },
  };
}

export function opened(outcome: OpenedSession): OpenSession {
  if (outcome.kind !== 'open') throw new Error(`the session is ${outcome.kind}`);
  return { session: outcome.session, browserHash: outcome.browserHash };
}
