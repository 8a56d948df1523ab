import { CODES, type Code } from '../core/codes.ts';
import type { FieldFault } from './api-error.ts';
import type { AnswerStyle } from './endpoint.ts';
import type { MetricName } from './metrics.ts';

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; nothing is sent when it is missing. */
  readonly body?: unknown;
  /** Sent as it stands instead of a body, with the media type of `headers`: for pages and their files. */
  readonly text?: string;
  /** For log and metrics: why it is not a success. */
  readonly code?: Code;
  /** For the metrics, where the answer does not show it: a denied push is a success of the call that denies it. */
  readonly counts?: MetricName;
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
  const { status } = CODES[code];
  const retry = verbose && retryAfterSeconds !== undefined ? { 'retry-after': String(retryAfterSeconds) } : {};
  const contentType = style === 'problem' ? { 'content-type': 'application/problem+json' } : {};
  const body = verbose ? BODIES[style](code, faults) : { resultCode: '1', message: 'The request was refused.' };
  return { status, headers: { ...contentType, ...retry, ...headers }, body, code };
}

const BODIES: Readonly<Record<AnswerStyle, (code: Code, faults: readonly FieldFault[]) => unknown>> = {
  oam: (code, faults) => ({ resultCode: '1', minorCode: code, message: sentence(code, faults) }),
  oauth: (code, faults) => ({ errorCode: code, errorDesc: sentence(code, faults), secErrorDesc: CODES[code].meaning }),
  problem: (code, faults) => ({
    type: 'about:blank',
    title: CODES[code].meaning,
    status: CODES[code].status,
    code,
    ...(faults.length === 0 ? {} : { detail: sentence(code, faults), errors: faults }),
  }),
};

function sentence(code: Code, faults: readonly FieldFault[]): string {
  const details = faults.map(({ field, expected }) => `${field}: ${expected}`).join('; ');
  return details === '' ? CODES[code].meaning : `${CODES[code].meaning} ${details}`;
}
