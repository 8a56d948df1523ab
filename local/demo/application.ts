import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { dynamodbDirectory } from '../../functions/adapters/dynamodb/directory.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import { scryptPasswords } from '../../functions/adapters/password/scrypt.ts';
import { normaliseUserId } from '../../functions/core/directory/user.ts';
import { type Language, languageOf } from '../../functions/core/messages/languages.ts';
import { createAuthenticator } from '../../functions/core/passwords/authenticate.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';
import { readBody } from '../api-event.ts';
import { DEMO_APP, demoReturnUrl } from '../demo-data.ts';
import { protectedPage, type Refusal, refusalPage, STYLE, signInPage } from './pages.ts';
import { type SekishoClient, sekishoClient } from './sekisho-client.ts';
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
  readonly language: Language;
  readonly form: URLSearchParams;
}

const MAX_FORM_BYTES = 8 * 1024;

/** Every route of the demo page. What has an effect is a POST, apart from the way home, which a state protects. */
const ROUTES: Readonly<Record<string, (demo: Demo, visit: Visit) => Promise<Answer> | Answer>> = {
  'GET /': home,
  'GET /demo/style.css': () => ({ statusCode: 200, headers: { 'content-type': 'text/css' }, body: STYLE }),
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
    const { origin, cookie: cookies, 'accept-language': accept } = request.headers;
    const language = languageOf((accept ?? '').split(/[,;]/)[0] ?? '');
    const body = await readBody(request, MAX_FORM_BYTES);
    // A form on another site cannot sign anybody in here (login CSRF).
    const isForeign = request.method === 'POST' && origin !== undefined && origin !== publicUrl;
    if (body === undefined || isForeign) return refuse(language, 'FOREIGN');
    return route(demo, { url, cookies, language, form: new URLSearchParams(body.toString('utf8')) });
  };
}

function home(demo: Demo, { cookies, language }: Visit): Answer {
  const visitor = demo.visitors.find(cookies);
  if (visitor?.claims === undefined) return page(200, signInPage(language));
  return page(200, protectedPage(language, visitor.userId, visitor.claims));
}

async function signIn(demo: Demo, { form, language }: Visit): Promise<Answer> {
  const userId = normaliseUserId(form.get('userId') ?? '');
  if (!(await isPasswordRight(userId, form.get('password') ?? ''))) return page(401, signInPage(language, 'WRONG'));
  const visitor: Visitor = { userId };
  const address = await sendToSekisho(demo, visitor, language, 'verify');
  return { ...redirect(address), cookies: [demo.visitors.add(visitor)] };
}

async function manageFactors(demo: Demo, { cookies, language }: Visit): Promise<Answer> {
  const visitor = demo.visitors.find(cookies);
  if (visitor?.claims === undefined) return redirect('/');
  return redirect(await sendToSekisho(demo, visitor, language, 'enrol'));
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
  visitor.pending = { sessionId: session.sessionId, state };
  return session.url;
}

/**
 * The way home counts only in the browser that went away (its cookie) and only with the state, which nobody but the
 * browser that proved the factor was told. Without the first check a stranger's proof could be planted here; without
 * the second one, who talks a victim into proving a factor could use the proof in his own browser.
 */
async function comeBack(demo: Demo, { url, cookies, language }: Visit): Promise<Answer> {
  const visitor = demo.visitors.find(cookies);
  const { pending } = visitor ?? {};
  const isOurs =
    pending !== undefined &&
    url.searchParams.get('session_id') === pending.sessionId &&
    url.searchParams.get('state') === pending.state;
  if (visitor === undefined || !isOurs) return refuse(language, 'FOREIGN');
  delete visitor.pending;
  const result = await demo.sekisho.result(pending.sessionId);
  if ('code' in result) return refuse(language, result.code);
  if (result.claims.sub !== visitor.userId) return refuse(language, 'FOREIGN');
  // Who was only connecting a factor keeps the proof that he signed in with.
  visitor.claims ??= result.claims;
  return redirect('/');
}

function signOut(demo: Demo, { cookies }: Visit): Answer {
  demo.visitors.forget(cookies);
  return redirect('/');
}

async function isPasswordRight(userId: string, password: string): Promise<boolean> {
  const table = openTable(process.env.TABLE_NAME ?? '');
  const { renewHash } = dynamodbDirectory(table);
  const authenticate = createAuthenticator({
    clock: () => Date.now(),
    users: dynamodbUsers(table),
    passwords: scryptPasswords,
    renewHash,
  });
  const user = { domain: process.env.DEFAULT_DOMAIN ?? '', userId };
  return userId !== '' && (await authenticate(user, new Secret(password), 'people')) !== undefined;
}

function refuse(language: Language, refusal: Refusal | string): Answer {
  return page(403, refusalPage(language, refusal));
}

function page(statusCode: number, body: string): Answer {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy':
      "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    // With `no-referrer` browsers would hide the origin of our own forms too.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  };
  return { statusCode, headers, body };
}

function redirect(location: string): Answer {
  return { statusCode: 303, headers: { location, 'cache-control': 'no-store' } };
}
