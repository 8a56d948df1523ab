import type { Code } from '../core/errors/codes.ts';

/** What is wrong with one field, in words for the person who sent it; never its value. */
export interface FieldFault {
  readonly field: string;
  readonly expected: string;
}

interface Details {
  readonly faults?: readonly FieldFault[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends a request before the domain is asked. The route's style decides how it looks. */
export class ApiError extends Error {
  readonly code: Code;
  readonly faults: readonly FieldFault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: Code, { faults = [], headers = {} }: Details = {}) {
    super(code);
    this.name = 'ApiError';
    this.code = code;
    this.faults = faults;
    this.headers = headers;
  }
}
