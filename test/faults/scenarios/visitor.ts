/** People on the hosted pages, and what their browsers see. */
import type { Answer } from '../../http/client.ts';
import { openPages, type PageBrowser } from '../../http/page-client.ts';
import { freshUser, service } from '../break-each-call.ts';
import { proveByMail } from './sessions.ts';

export interface Visitor {
  readonly userId: string;
  readonly browser: PageBrowser;
}

export async function visitor(fields: Record<string, unknown> = {}, person = freshUser()): Promise<Visitor> {
  const userId = await person;
  return { userId, browser: await openPages(service().client, userId, fields) };
}

/** An enrolment of somebody who has proven that the mail is his. */
export async function enrolling(): Promise<Visitor> {
  const known = await visitor({ purpose: 'enrol' });
  await proveByMail(known.browser, known.userId);
  return known;
}

/** A page as an answer: what a person reads, or where the browser is sent. */
export async function seen(sending: Promise<Response>): Promise<Answer> {
  const response = await sending;
  const { status, headers } = response;
  const location = headers.get('location');
  const isJson = /^application\/(problem\+)?json/.test(headers.get('content-type') ?? '');
  const text = await response.text();
  const content = isJson && text !== '' ? (JSON.parse(text) as Record<string, string>) : { page: text };
  return { status, headers, body: location === null ? content : { location } };
}

/** Where the answer to a form leads, with what stands in the query. */
export function target({ body }: Answer): { path: string; query: Record<string, string> } {
  const { pathname, searchParams } = new URL(body.location ?? '', 'http://x');
  return { path: pathname.slice(pathname.lastIndexOf('/') + 1), query: Object.fromEntries(searchParams) };
}
