import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { dynamodbDirectory } from '../../functions/adapters/dynamodb/directory.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import { scryptPasswords } from '../../functions/adapters/passwords/scrypt.ts';
import { normaliseUserId } from '../../functions/core/directory/user.ts';
import type { Language } from '../../functions/core/messages/languages.ts';
import { createAuthenticator } from '../../functions/core/passwords/authenticate.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';
import type { PageContent } from '../../functions/journey/pages/views/frame.ts';
import { readBody } from '../api-event.ts';
import { demoReturnUrl } from '../demo-data.ts';
import { DEMO_APP } from '../demo-users.ts';
import { localPage, type Reader, readerOf } from '../local-page.ts';
import { protectedPage, type Refusal, refusalPage, signInPage } from './pages.ts';
import { NoSessionError, type SekishoClient, sekishoClient } from './sekisho-client.ts';
import { TEXTS } from './texts.ts';
import { createVisitors, type Visitor, type Visitors } from './visitors.ts';

type Answer = APIGatewayProxyStructuredResultV2;

interface Demo {
  readonly publicUrl: string;
  readonly sekisho: SekishoClient;
  readonly visitors: Visitors;
}

interface Visit {
  readonly url: URL;
  readonly cookies: string | undefined;
  readonly reader: Reader;
  readonly form: URLSearchParams;
}

const MAX_FORM_BYTES = 8 * 1024;

/** Every route of the demo page. What has an effect is a POST, apart from the way home, which a state protects. */
const ROUTES: Readonly<Record<string, (demo: Demo, visit: Visit) => Promise<Answer> | Answer>> = {
  'GET /': home,
  'POST /demo/sign-in': signIn,
  'POST /demo/factors': manageFactors,
  'GET /demo/return': comeBack,
  'POST /demo/sign-out': signOut,
};

/** An application that protects a page with Sekisho: it checks the password, Sekisho the second factor. */
export function demoApplication(
  publicUrl: string,
): (request: IncomingMessage, url: URL) => Promise<Answer | undefined> {
  const sekisho = sekishoClient({ url: publicUrl, ...DEMO_APP });
  const demo: Demo = { publicUrl, sekisho, visitors: createVisitors() };
  return async (request, url) => {
    const route = ROUTES[`${request.method} ${url.pathname}`];
    if (route === undefined) return undefined;
    // The cookie and the return address belong to one spelling of this machine's name.
    const isHere = request.headers.host === new URL(publicUrl).host;
    if (!isHere) return redirect(publicUrl);
    const { origin, cookie: cookies } = request.headers;
    const reader = readerOf(request, url);
    const body = await readBody(request, MAX_FORM_BYTES);
    // A form on another site cannot sign anybody in here (login CSRF).
    const isForeign = request.method === 'POST' && origin !== undefined && origin !== publicUrl;
    if (body === undefined || isForeign) return refuse(reader, 'FOREIGN');
    try {
      return await route(demo, { url, cookies, reader, form: new URLSearchParams(body.toString('utf8')) });
    } catch (error) {
      if (error instanceof NoSessionError) return refuse(reader, error.code);
      throw error;
    }
  };
}

function home(demo: Demo, { cookies, reader }: Visit): Promise<Answer> {
  const visitor = demo.visitors.find(cookies);
  const texts = TEXTS[reader.language];
  if (visitor?.claims === undefined) return page(reader, 200, signInPage(texts));
  return page(reader, 200, protectedPage(texts, visitor.userId, visitor.claims));
}

async function signIn(demo: Demo, { form, reader }: Visit): Promise<Answer> {
  const userId = normaliseUserId(form.get('userId') ?? '');
  if (!(await isPasswordRight(userId, form.get('password') ?? ''))) {
    return page(reader, 401, signInPage(TEXTS[reader.language], 'WRONG'));
  }
  const visitor: Visitor = { userId };
  const address = await sendToSekisho(demo, visitor, reader.language, 'verify');
  return { ...redirect(address), cookies: [demo.visitors.add(visitor)] };
}

async function manageFactors(demo: Demo, { cookies, reader }: Visit): Promise<Answer> {
  const visitor = demo.visitors.find(cookies);
  if (visitor?.claims === undefined && visitor?.mayEnrol !== true) return redirect('/');
  return redirect(await sendToSekisho(demo, visitor, reader.language, 'enrol'));
}

async function sendToSekisho(
  { publicUrl, sekisho }: Demo,
  visitor: Visitor,
  locale: Language,
  purpose: 'verify' | 'enrol',
): Promise<string> {
  const { userId } = visitor;
  const state = randomBytes(24).toString('base64url');
  const session = await sekisho.start({ userId, returnUrl: demoReturnUrl(publicUrl), state, locale, purpose });
  visitor.pending = { sessionId: session.sessionId, state, purpose };
  return session.url;
}

/**
 * The way home counts only in the browser that went away (its cookie) and only with the state, which nobody but the
 * browser that proved the factor was told. Without the first check a stranger's proof could be planted here; without
 * the second one, who talks a victim into proving a factor could use the proof in his own browser.
 */
async function comeBack(demo: Demo, { url, cookies, reader }: Visit): Promise<Answer> {
  const visitor = demo.visitors.find(cookies);
  const { pending } = visitor ?? {};
  const isOurs =
    pending !== undefined &&
    url.searchParams.get('session_id') === pending.sessionId &&
    url.searchParams.get('state') === pending.state;
  if (visitor === undefined || !isOurs) return refuse(reader, 'FOREIGN');
  delete visitor.pending;
  const result = await demo.sekisho.result(pending.sessionId);
  if ('code' in result && pending.purpose === 'enrol' && visitor.claims !== undefined) return redirect('/');
  if ('code' in result) {
    if (result.code === 'FACTOR_NOT_ENROLLED') visitor.mayEnrol = true;
    return refuse(reader, result.code);
  }
  if (result.claims.sub !== visitor.userId) return refuse(reader, 'FOREIGN');
  // A factor that was made a moment ago says nothing about the person: it is asked for like any other one.
  if (pending.purpose === 'verify') visitor.claims = result.claims;
  delete visitor.mayEnrol;
  if (visitor.claims !== undefined) return redirect('/');
  return redirect(await sendToSekisho(demo, visitor, reader.language, 'verify'));
}

function signOut(demo: Demo, { cookies }: Visit): Answer {
  demo.visitors.forget(cookies);
  return redirect('/');
}

async function isPasswordRight(userId: string, password: string): Promise<boolean> {
  const table = openTable(process.env.TABLE_NAME ?? '');
  const { renewHash } = dynamodbDirectory(table, { forDomain: async () => undefined });
  const authenticate = createAuthenticator({
    clock: () => Date.now(),
    users: dynamodbUsers(table),
    passwords: scryptPasswords,
    renewHash,
  });
  const user = { domain: process.env.DEFAULT_DOMAIN ?? '', userId };
  return userId !== '' && (await authenticate(user, new Secret(password), 'people')) !== undefined;
}

function refuse(reader: Reader, refusal: Refusal | string): Promise<Answer> {
  return page(reader, 403, refusalPage(TEXTS[reader.language], refusal));
}

function page(reader: Reader, status: number, content: PageContent): Promise<Answer> {
  // With `no-referrer` browsers would hide the origin of our own forms too.
  return localPage(reader, content, { path: '/', status, headers: { 'referrer-policy': 'same-origin' } });
}

function redirect(location: string): Answer {
  return { statusCode: 303, headers: { location, 'cache-control': 'no-store' } };
}
