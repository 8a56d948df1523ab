import { html } from 'hono/html';

export { html } from 'hono/html';

/** A piece of a page. Every value that went into it was escaped by the tag, unless it was such a piece itself. */
export type Html = ReturnType<typeof html>;

export const NOTHING: Html = html``;
