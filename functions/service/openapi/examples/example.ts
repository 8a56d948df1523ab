/** The bodies of one call, for a reader and for tools that fill in a form; nothing in them is a secret of anybody. */
export interface Example {
  readonly request?: unknown;
  readonly answer?: unknown;
}

export type Examples = Readonly<Record<string, Example>>;
