import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { html } from 'hono/html';

const USERS = ['alice', 'bob'] as const;
const CLIENT = 'demo-app:demo-app-secret';

/**
 * The first of three clicks to a phone: choose a demo user, and an enrolment code is made for him as the demo application
 * would; the others are on the device page, to which this leads. Only for this machine: the password stands here.
 */
export async function phonePage(method: string, url: URL, origin: string): Promise<APIGatewayProxyStructuredResultV2> {
  const user = USERS.find((name) => name === url.searchParams.get('user'));
  if (method !== 'POST' || user === undefined) return page();
  const answer = await fetch(`${origin}/mfa/v1/users/${user}/device-enrolments?appName=demo`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(CLIENT).toString('base64')}` },
  });
  const { link, title } = (await answer.json()) as { link?: string; title?: string };
  if (link === undefined) return text(answer.status, title ?? 'No enrolment code was made.');
  return { statusCode: 303, headers: { location: link } };
}

function text(statusCode: number, body: string): APIGatewayProxyStructuredResultV2 {
  return { statusCode, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${body}\n` };
}

function page(): APIGatewayProxyStructuredResultV2 {
  const forms = USERS.map(
    (user) => html`<form method="post" action="/local/phone?user=${user}"><button>Phone of ${user}</button></form>`,
  );
  const body = html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>Phone</title>
      <h1>Phone</h1>
      <p>The device page with a demo user: choose one, then add the account.</p>
      ${forms}
      <p><a href="/mfa/device">Open the phone as it is</a></p>
    </html>`;
  return { statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: String(body) };
}
