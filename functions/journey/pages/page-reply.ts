import type { Reply } from '../../http/reply.ts';
import { type Frame, type PageContent, page } from './views/frame.ts';

/**
 * `formsMayLeadTo`: after a right code a form ends in a redirect to the application, and browsers hold `form-action`
 * against redirects too. The address was registered by an administrator.
 */
interface PageReplyOptions {
  readonly status?: number;
  readonly cookies?: readonly string[];
  readonly formsMayLeadTo?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function pageReply(frame: Frame, content: PageContent, options: PageReplyOptions = {}): Promise<Reply> {
  const { status = 200, cookies = [], formsMayLeadTo, headers = {} } = options;
  return {
    status,
    cookies,
    headers: { ...headers, ...securityHeaders(frame, formsMayLeadTo), 'content-language': frame.words.language },
    text: String(await page(frame, content)),
  };
}

/** Nothing but our own files, no frame around it, no trace of its address left elsewhere, no copy kept. */
function securityHeaders({ assets }: Frame, formsMayLeadTo: string | undefined): Record<string, string> {
  const forms = formsMayLeadTo === undefined ? "'self'" : `'self' ${new URL(formsMayLeadTo).origin}`;
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    ...(assets.script === undefined ? [] : ["script-src 'self'", "connect-src 'self'"]),
    "img-src 'self' data:",
    `form-action ${forms}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ];
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'x-robots-tag': 'noindex',
  };
}

/** After every form: the browser fetches the next page by GET, so that reload and back send nothing twice. */
export function seeOther(address: string, query: Readonly<Record<string, string>> = {}): Reply {
  return { status: 303, headers: { location: addressOf(address, query), 'referrer-policy': 'no-referrer' }, text: '' };
}

export function addressOf(path: string, query: Readonly<Record<string, string>>): string {
  const search = new URLSearchParams(query).toString();
  return search === '' ? path : `${path}?${search}`;
}
