import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { EmbeddedAws, SentMessage } from './aws/index.ts';

/** What was mailed and texted, newest first: a page, or JSON for programs. `?to=` shows one recipient. */
export function inboxPage(aws: EmbeddedAws | undefined, url: URL, accept: string): APIGatewayProxyStructuredResultV2 {
  if (aws === undefined) {
    return {
      statusCode: 404,
      headers: { 'content-type': 'text/plain' },
      body: 'The inbox is part of the embedded AWS.\n',
    };
  }
  const messages = aws.inbox.list(url.searchParams.get('to') ?? undefined).filter(({ channel }) => channel !== 'push');
  if (accept.includes('application/json')) {
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(messages),
    };
  }
  return { statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page(messages) };
}

function page(messages: readonly SentMessage[]): string {
  const items = messages.map(
    ({ channel, to, subject, text, at }) =>
      `<article><h2>${escapeHtml(subject ?? channel)}</h2><p>${escapeHtml(channel)} to ${escapeHtml(to)} at <time>${escapeHtml(at)}</time></p>` +
      `<pre>${escapeHtml(text)}</pre></article>`,
  );
  return (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    '<title>Inbox</title><h1>Inbox</h1><p>What this local service mailed and texted, newest first.</p>' +
    (items.length === 0 ? '<p>Nothing yet.</p>' : items.join('')) +
    '</html>'
  );
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
