import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { html } from 'hono/html';
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
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Inbox</title>
</head>
<body><main>
<h1>Inbox</h1>
<p>What this local service mailed and texted, newest first.</p>
${messages.length === 0 ? html`<p>Nothing yet.</p>` : messages.map(article)}
</main></body>
</html>`.toString();
}

function article({ channel, to, subject, text, at }: SentMessage) {
  return html`<article>
<h2>${subject ?? channel}</h2>
<p>${channel} to ${to} at <time>${at}</time></p>
<pre>${text}</pre>
</article>`;
}
