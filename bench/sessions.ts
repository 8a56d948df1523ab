import { dynamodbSessions } from '../functions/adapters/dynamodb/sessions.ts';
import { makeBrowserSecret, makeFormToken } from '../functions/core/sessions/browser.ts';
import { openSession, recordVerdict } from '../functions/core/sessions/open-session.ts';
import { accepted } from '../functions/core/verify/accepted.ts';
import { Env } from '../functions/journey/pages/env.ts';
import { keyPorts } from '../functions/wiring/key-ports.ts';
import { demoReturnUrl } from '../local/demo-data.ts';
import { startLocal } from '../local/local-service.ts';
import { median, report, rounded, type Section } from './section.ts';

const RUNS = 200;

await report(measure);

/** What an application waits for on the way to the pages and back. The person in between is played by the core. */
async function measure(): Promise<Section> {
  const { url, aws } = await startLocal({ port: 0 });
  if (aws === undefined) throw new Error('AWS_ENDPOINT_URL is set; the requests are counted by the embedded AWS');
  const ports = keyPorts(Env.parse(process.env));
  const deps = { ...ports, sessions: dynamodbSessions(ports.table) };
  const call = async (method: string, path: string, body?: object): Promise<Record<string, string>> => {
    const headers = { authorization: `Basic ${btoa('demo-app:demo-app-secret')}`, 'content-type': 'application/json' };
    const answer = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return (await answer.json()) as Record<string, string>;
  };
  const start = () =>
    call('POST', '/mfa/v1/sessions', { userId: 'alice', appName: 'demo', returnUrl: demoReturnUrl(url) });
  const prove = async (id = ''): Promise<void> => {
    const visitor = makeBrowserSecret(deps.random);
    const token = makeFormToken(deps.random, visitor, id);
    const opened = await openSession(deps, id, { visitor, own: undefined, token });
    if (opened.kind !== 'open') throw new Error(`the session is ${opened.kind}`);
    await recordVerdict(deps, opened, { factor: 'totp' }, accepted(Date.now()));
  };
  const keys = () => call('GET', '/.well-known/jwks.json');
  const times = { start: [] as number[], result: [] as number[], keys: [] as number[] };
  const requests: Record<string, Record<string, number>> = {};
  const timed = async <T>(name: keyof typeof times, run: () => Promise<T>): Promise<T> => {
    aws.requests.reset();
    const startedAt = performance.now();
    const done = await run();
    times[name].push(performance.now() - startedAt);
    requests[name] = aws.requests.count();
    return done;
  };
  for (let run = 0; run < RUNS; run++) {
    const { sessionId } = await timed('start', start);
    await prove(sessionId);
    await timed('result', () => call('POST', `/mfa/v1/sessions/${sessionId}/result`));
    await timed('keys', keys);
  }
  const row = (what: string, name: keyof typeof times): string[] => {
    const sorted = times[name].toSorted((left, right) => left - right);
    const which = Object.entries(requests[name] ?? {}).map(([action, count]) => `${count} ${action}`);
    const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
    return [what, which.join(', ') || 'none', `${rounded(median(sorted))} ms`, `${rounded(p99)} ms`];
  };
  return {
    title: 'Sessions of the hosted pages',
    text: `${RUNS} sessions one after the other: what the application calls, and the keys that it verifies with.`,
    head: ['call', 'requests to AWS', 'median', 'p99'],
    rows: [row('begin a session', 'start'), row('take its result', 'result'), row('the key set', 'keys')],
  };
}
