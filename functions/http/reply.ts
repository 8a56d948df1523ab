import { CODES, type Code } from '../core/errors/codes.ts';
import type { FieldFault } from './api-error.ts';
import type { AnswerStyle } from './endpoint.ts';
import type { MetricName } from './metric-names.ts';

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; nothing is sent when it is missing. */
  readonly body?: unknown;
  /** Sent as it stands instead of a body, with the media type of `headers`: for pages and their files. */
  readonly text?: string;
  /** Whole `Set-Cookie` values. */
  readonly cookies?: readonly string[];
  /** For log and metrics: why it is not a success. */
  readonly code?: Code;
  /** For the metrics, where the answer does not show it: a denied push is a success of the call that denies it. */
  readonly counts?: MetricName;
  /** For the audit record: what was changed, by values that are no secret. */
  readonly changed?: Readonly<Record<string, unknown>>;
}

interface Refusal {
  readonly faults?: readonly FieldFault[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Without it the answer does not say why (`VerboseOutput=false`). */
  readonly verbose?: boolean;
  readonly retryAfterSeconds?: number | undefined;
}

export function ok(body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 200, body, headers };
}

/** An answer that is not a success: its status comes from the list of codes and is never a 2xx. */
export function refused(style: AnswerStyle, code: Code, refusal: Refusal = {}): Reply {
  const { faults = [], headers = {}, verbose = true, retryAfterSeconds } = refusal;
  const { code: word, status } = wordOf(style, code);
  const retry = verbose && retryAfterSeconds !== undefined ? { 'retry-after': String(retryAfterSeconds) } : {};
  const contentType = style === 'problem' ? { 'content-type': 'application/problem+json' } : {};
  const body = verbose ? BODIES[style](word, faults) : { resultCode: '1', message: 'The request was refused.' };
  return { status, headers: { ...contentType, ...retry, ...headers }, body, code: word };
}

/** What RFC 6749 section 5.2 calls these, where tokens are given out. */
const TOKEN_WORDS: Readonly<Partial<Record<Code, Code>>> = {
  CREDENTIALS_MISSING: 'INVALID_CLIENT',
  CREDENTIALS_INVALID: 'INVALID_CLIENT',
  CALLER_NOT_ALLOWED: 'UNAUTHORIZED_CLIENT',
  APPLICATION_NOT_ALLOWED: 'UNAUTHORIZED_CLIENT',
  BODY_MALFORMED: 'INVALID_REQUEST',
  MEDIA_TYPE_UNSUPPORTED: 'INVALID_REQUEST',
  FIELD_MISSING: 'INVALID_REQUEST',
  FIELD_UNKNOWN: 'INVALID_REQUEST',
  FIELD_INVALID: 'INVALID_REQUEST',
};
/** Everything else that is wrong with a request for a token is 400 as well, as in OAM. */
const BAD_REQUESTS: readonly number[] = [401, 403, 409, 422];

/** The word and the status with which a route of this style says a code. */
export function wordOf(style: AnswerStyle, code: Code): { readonly code: Code; readonly status: number } {
  if (style !== 'token') return { code, status: CODES[code].status };
  const word = TOKEN_WORDS[code] ?? code;
  const { status } = CODES[word];
  return { code: word, status: BAD_REQUESTS.includes(status) ? 400 : status };
}

const BODIES: Readonly<Record<AnswerStyle, (code: Code, faults: readonly FieldFault[]) => unknown>> = {
  oam: (code, faults) => ({ resultCode: '1', minorCode: code, message: sentence(code, faults) }),
  oauth: (code, faults) => ({ errorCode: code, errorDesc: sentence(code, faults), secErrorDesc: CODES[code].meaning }),
  token: (code, faults) => BODIES.oauth(code, faults),
  problem: (code, faults) => ({
    type: 'about:blank',
    title: CODES[code].meaning,
    status: CODES[code].status,
    code,
    ...(faults.length === 0 ? {} : { detail: sentence(code, faults), errors: faults }),
  }),
  // A person reads it: the function that serves pages puts its own words in.
  page: () => undefined,
};

function sentence(code: Code, faults: readonly FieldFault[]): string {
  const details = faults.map(({ field, expected }) => `${field}: ${expected}`).join('; ');
  return details === '' ? CODES[code].meaning : `${CODES[code].meaning} ${details}`;
}
