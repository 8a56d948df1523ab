import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Language } from '../functions/core/messages/languages.ts';
import { resolveSettings } from '../functions/core/settings/resolve.ts';
import { render } from '../functions/http/serve.ts';
import { LASTING_ASSETS } from '../functions/journey/pages/assets.ts';
import { html } from '../functions/journey/pages/html.ts';
import { languageCookie, languageOfVisit } from '../functions/journey/pages/language.ts';
import { pageReply } from '../functions/journey/pages/page-reply.ts';
import type { PageContent } from '../functions/journey/pages/views/frame.ts';
import { wordsIn } from '../functions/journey/pages/words.ts';

/** The language of whoever looks at a page of the local run, and what he chose just now. */
export interface Reader {
  readonly language: Language;
  readonly chosen?: Language;
}

interface LocalPage {
  /** Where the links to the other languages lead: pages that answer a form have no address of their own. */
  readonly path: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const NAMES: Readonly<Record<Language, { service: string; demo: string; inbox: string; phone: string }>> = {
  en: { service: 'Sekisho on this computer', demo: 'Demo', inbox: 'Inbox', phone: 'Phone' },
  ja: { service: 'このPCのSekisho', demo: 'デモ', inbox: '受信箱', phone: 'スマートフォン' },
};

export function readerOf({ headers }: IncomingMessage, url: URL): Reader {
  const cookies = (headers.cookie ?? '').split(/;\s*/);
  const { 'accept-language': accepted } = headers;
  return languageOfVisit({
    query: Object.fromEntries(url.searchParams),
    headers: { 'accept-language': accepted },
    cookies,
  });
}

/** A page of the local run, in the frame of the hosted ones; at its foot the way to the others. */
export async function localPage(
  { language, chosen }: Reader,
  content: PageContent,
  { path, status = 200, headers = {} }: LocalPage,
): Promise<APIGatewayProxyStructuredResultV2> {
  const names = NAMES[language];
  const settings = resolveSettings({});
  const frame = {
    words: wordsIn(language, settings),
    assets: LASTING_ASSETS.pathsFor(settings.PageColor),
    operator: { name: names.service, logo: '' },
    path,
    links: html`<nav><a href="/">${names.demo}</a> · <a href="/local/inbox">${names.inbox}</a> · <a href="/local/phone">${names.phone}</a></nav>`,
  };
  const cookies = chosen === undefined ? [] : [languageCookie(chosen)];
  const reply = await pageReply(frame, content, { status, cookies });
  return render({ ...reply, headers: { ...reply.headers, ...headers } });
}
