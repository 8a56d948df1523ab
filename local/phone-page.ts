import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Language } from '../functions/core/messages/languages.ts';
import { html } from '../functions/journey/pages/html.ts';
import { METHOD_ICONS } from '../functions/journey/pages/views/icons.ts';
import { errorNote } from '../functions/journey/pages/views/parts.ts';
import { localPage, type Reader } from './local-page.ts';

const USERS = ['alice', 'bob'] as const;
const CLIENT = 'demo-app:demo-app-secret';
const PATH = '/local/phone';

const TEXTS = {
  en: {
    title: 'A phone to try with',
    lead: 'The device page, set up for a demo user in this browser. Choose one, then add the account on the next page.',
    phoneOf: (user: string) => `Phone of ${user}`,
    open: 'Open the device page as it is',
    refused: 'No code could be made.',
  },
  ja: {
    title: '試用のスマートフォン',
    lead: 'このブラウザーを、デモユーザーのスマートフォンとして使います。ユーザーを選び、次の画面でアカウントを追加してください。',
    phoneOf: (user: string) => `${user}のスマートフォン`,
    open: '端末のページをそのまま開く',
    refused: 'コードを作れませんでした。',
  },
} as const satisfies Record<Language, object>;

/**
 * The first of three clicks to a phone: choose a demo user, and an enrolment code is made for him as the demo application
 * would; the others are on the device page, to which this leads. Only for this machine: the password stands here.
 */
export async function phonePage(
  method: string,
  url: URL,
  origin: string,
  reader: Reader,
): Promise<APIGatewayProxyStructuredResultV2> {
  const user = USERS.find((name) => name === url.searchParams.get('user'));
  if (method !== 'POST' || user === undefined) return page(reader, 200);
  const answer = await fetch(`${origin}/mfa/v1/users/${user}/device-enrolments?appName=demo`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(CLIENT).toString('base64')}` },
  });
  const { link, code } = (await answer.json()) as { link?: string; code?: string };
  if (link === undefined) return page(reader, answer.status, `${TEXTS[reader.language].refused} (${code})`);
  return { statusCode: 303, headers: { location: link } };
}

function page(reader: Reader, status: number, error?: string): Promise<APIGatewayProxyStructuredResultV2> {
  const { title, lead, phoneOf, open } = TEXTS[reader.language];
  const ways = USERS.map(
    (user) =>
      html`<li><form method="post" action="${PATH}?user=${user}"><button class="way">${METHOD_ICONS.push}<span><b>${phoneOf(user)}</b></span></button></form></li>`,
  );
  const main = html`<h1>${title}</h1>
<p class="lead">${lead}</p>
${errorNote(error)}
<ul class="ways">${ways}</ul>
<div class="links"><a href="/mfa/device">${open}</a></div>`;
  // Without its origin the form would be one of another page here.
  return localPage(reader, { title, main }, { path: PATH, status, headers: { 'referrer-policy': 'same-origin' } });
}
