import { demoReturnUrl } from '../local/demo-data.ts';
import { startLocal } from '../local/local-service.ts';
import { passkeyOptions } from '../test/http/page-client.ts';
import { givePasskey } from '../test/http/passkey-client.ts';
import { giveBypassCode, giveRecoveryCodes } from '../test/http/rescue-client.ts';
import { median, report, rounded, type Section } from './section.ts';

const RUNS = 30;

await report(measure);

interface Seen {
  readonly bytes: number;
  readonly ms: number;
  readonly aws: string;
  /** Where a form led to. */
  readonly location: string;
  readonly text: string;
}

/** What a browser fetches, how long the service takes for it, and what that costs in requests to AWS. */
async function measure(): Promise<Section> {
  const { url, aws } = await startLocal({ port: 0 });
  if (aws === undefined) throw new Error('AWS_ENDPOINT_URL is set; the requests are counted by the embedded AWS');
  const cookies = new Map<string, string>();
  let token = '';

  async function ask(address: string, fields?: Record<string, string>): Promise<Seen> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const form = fields && { method: 'POST', body: new URLSearchParams({ token, ...fields }) };
    aws?.requests.reset();
    const startedAt = performance.now();
    const answer = await fetch(new URL(address, url), { redirect: 'manual', headers: { cookie }, ...form });
    const text = await answer.text();
    const ms = performance.now() - startedAt;
    if (answer.status >= 400) throw new Error(`${address} answered ${answer.status}`);
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    token = /name="token" value="([^"]+)"/.exec(text)?.[1] ?? token;
    const counted = Object.entries(aws?.requests.count() ?? {}).map(([action, times]) => `${times} ${action}`);
    const location = answer.headers.get('location') ?? '';
    return { bytes: Buffer.byteLength(text), ms, aws: counted.join(', ') || 'none', location, text };
  }

  async function begin(userId: string, purpose: string): Promise<string> {
    const answer = await fetch(`${url}/mfa/v1/sessions`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('demo-app:demo-app-secret')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ userId, appName: 'demo', returnUrl: demoReturnUrl(url), purpose }),
    });
    const { sessionId } = (await answer.json()) as { sessionId: string };
    return `/mfa/s/${sessionId}`;
  }

  const seen: Record<string, Seen[]> = {};
  const note = async (name: string, asked: Promise<Seen>): Promise<Seen> => {
    const one = await asked;
    seen[name] = [...(seen[name] ?? []), one];
    return one;
  };
  const sizes = new Map<string, number>();
  async function filesOf(page: string): Promise<number> {
    let bytes = 0;
    for (const [, file = ''] of page.matchAll(/(?:href|src)="(\/mfa\/assets\/[^"]+)"/g)) {
      const size = sizes.get(file) ?? (await ask(file)).bytes;
      sizes.set(file, size);
      bytes += size;
    }
    return bytes;
  }
  let files = 0;
  for (let run = 0; run < RUNS; run++) {
    const session = await begin('alice', 'verify');
    const choose = await note('view: choose', ask(session));
    files = await filesOf(choose.text);
    await note('first visit: bind the session', ask(session, { act: 'begin' }));
    const sent = await note(
      'post: send a code by e-mail',
      ask(`${session}/email`, { act: 'send', once: `run-${run}` }),
    );
    await note('view: code', ask(sent.location));
    const code = /\d{6}/.exec(aws.inbox.list('alice@example.com')[0]?.text ?? '')?.[0] ?? '';
    await note('post: a wrong code', ask(`${session}/email`, { act: 'check', code: '-' }));
    await note('post: the right code', ask(`${session}/email`, { act: 'check', code }));
  }
  const enrolment = await begin('admin', 'enrol');
  await note('view: methods', ask(enrolment));
  const made = await note('post: make a key', ask(`${enrolment}/add-totp`, { act: 'start' }));
  for (let run = 0; run < RUNS; run++) await note('view: key with QR code', ask(made.location));

  const key = await givePasskey('alice', {}, 'DefaultDomain');
  for (let run = 0; run < RUNS; run++) {
    cookies.clear();
    const session = await begin('alice', 'verify');
    const asked = await note('view: choose, with a passkey', ask(session));
    const { challenge = '' } = passkeyOptions(asked.text) ?? {};
    const answer = JSON.stringify(key.answer(challenge, new URL(url).origin));
    await note('post: the answer of a passkey', ask(`${session}/passkey`, { act: 'check', answer }));
  }
  for (let run = 0; run < RUNS; run++) {
    cookies.clear();
    const session = await begin('bob', 'verify');
    const bypass = await giveBypassCode('bob');
    const { codes } = await giveRecoveryCodes('bob');
    await ask(session);
    await ask(session, { act: 'begin' });
    await note('view: type a recovery code', ask(`${session}/recovery`));
    const used = await note(
      'post: a recovery code',
      ask(`${session}/recovery`, { act: 'check', code: codes[0] ?? '' }),
    );
    await note('view: what is left and what can be added', ask(used.location));
    const helped = await begin('bob', 'verify');
    await ask(helped);
    await ask(helped, { act: 'begin' });
    await note('post: a code of the help desk', ask(`${helped}/bypass`, { act: 'check', code: bypass }));
    await ask(helped);
    const shown = await note('post: show ten recovery codes', ask(`${helped}/add-recovery`, { act: 'start' }));
    const [code = ''] = /(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}/.exec(shown.text) ?? [];
    await note('post: type one of them back', ask(`${helped}/add-recovery`, { act: 'check', code }));
    await ask(helped, { act: 'finish' });
    await ask(session);
    await ask(session, { act: 'finish' });
  }
  cookies.clear();
  const list = await begin('goro', 'enrol');
  await ask(list);
  const question = await note('post: begin a passkey', ask(`${list}/add-passkey`, { act: 'begin' }));
  await note('view: make a passkey', ask(question.location));

  const rows: string[][] = [];
  for (const [name, all] of Object.entries(seen)) {
    const last = all.at(-1);
    const isView = name.startsWith('view');
    const bytes = last === undefined ? 0 : last.bytes + (await filesOf(last.text));
    const weight = isView ? `${(bytes / 1024).toFixed(1)} KB` : '';
    const requests = isView ? `${name.includes('passkey') ? 4 : 3}, then 1` : '1';
    rows.push([name, weight, requests, `${rounded(median(all.map(({ ms }) => ms)))} ms`, last?.aws ?? '']);
  }
  return {
    title: 'The hosted pages',
    text:
      `HTML, stylesheet and script together, uncompressed (aim: under 30 KB); the two files of ${(files / 1024).toFixed(1)} KB ` +
      `come once and are kept, a third one where a passkey is asked for. Median of ${RUNS}, over HTTP to the local service.`,
    head: ['what', 'weight', 'requests of the browser', 'time', 'requests to AWS'],
    rows,
  };
}
