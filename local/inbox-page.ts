import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Language } from '../functions/core/messages/languages.ts';
import { type Html, html } from '../functions/journey/pages/html.ts';
import type { PageContent } from '../functions/journey/pages/views/frame.ts';
import type { EmbeddedAws, SentMessage } from './aws/index.ts';
import { localPage, type Reader } from './local-page.ts';

const TEXTS = {
  en: {
    title: 'Inbox',
    lead: 'What this service has mailed and texted, newest first.',
    nothing: 'Nothing yet.',
    missing: 'Another AWS sends the messages of this run, so there is no inbox here.',
    channels: { email: 'E-mail', sms: 'Text message', push: 'Push' },
  },
  ja: {
    title: '受信箱',
    lead: 'このサービスが送ったメールとSMSです。新しいものから順に並んでいます。',
    nothing: 'まだ何も届いていません。',
    missing: 'メッセージは別のAWSから送られるため、ここには受信箱がありません。',
    channels: { email: 'メール', sms: 'SMS', push: 'プッシュ' },
  },
} as const satisfies Record<Language, object>;

/** What was mailed and texted, newest first: a page, or JSON for programs. `?to=` shows one recipient. */
export async function inboxPage(
  aws: EmbeddedAws | undefined,
  url: URL,
  accept: string,
  reader: Reader,
): Promise<APIGatewayProxyStructuredResultV2> {
  const to = url.searchParams.get('to') ?? undefined;
  const path = to === undefined ? url.pathname : `${url.pathname}?${new URLSearchParams({ to })}`;
  const { title, lead, missing } = TEXTS[reader.language];
  if (aws === undefined) {
    const main = html`<h1>${title}</h1><p class="lead">${missing}</p>`;
    return localPage(reader, { title, main }, { path, status: 404 });
  }
  const messages = aws.inbox.list(to).filter(({ channel }) => channel !== 'push');
  if (accept.includes('application/json')) {
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(messages),
    };
  }
  const main = html`<h1>${title}</h1>
<p class="lead">${lead}</p>
${list(messages, reader.language)}`;
  return localPage(reader, { title, main } satisfies PageContent, { path });
}

function list(messages: readonly SentMessage[], language: Language): Html {
  if (messages.length === 0) return html`<p class="note">${TEXTS[language].nothing}</p>`;
  return html`${messages.map((message) => article(message, language))}`;
}

/** The clock of this machine is that of the reader. */
function article({ channel, to, subject, text, at }: SentMessage, language: Language): Html {
  const kind = TEXTS[language].channels[channel];
  return html`<article class="sheet">
<h2>${subject ?? kind}</h2>
<p class="small">${kind} · <bdi>${to}</bdi> · <time datetime="${at}">${new Date(at).toLocaleString(language)}</time></p>
<p class="action">${text}</p>
</article>`;
}
