import { setTimeout as sleep } from 'node:timers/promises';
import { SESClient } from '@aws-sdk/client-ses';
import * as z from 'zod';
import { CLIENT_TIMEOUTS } from '../../functions/adapters/timeouts.ts';
import type { Bounces } from '../../functions/core/readiness/footing.ts';

const PATH = '/v2/email/suppression/addresses';
/** The most that SES gives. */
const PAGE_SIZE = '1000';
const TRIES = 5;

type Query = Readonly<Record<string, string>>;

const Page = z.object({
  SuppressedDestinationSummaries: z.array(z.object({ EmailAddress: z.string() })).default([]),
  NextToken: z.string().optional(),
});

/** Why the list could not be read, for the operator. */
export interface Unknown {
  readonly reason: string;
}

/**
 * The mail addresses that SES delivers nothing to any more: the suppression list of the account in this region
 * (ListSuppressedDestinations of SES v2). The client of the older SES, which mails, signs for the same service and host; a
 * package for one call is not worth it.
 */
export async function stoppedAddresses(
  ses = new SESClient(CLIENT_TIMEOUTS),
  pauseMs = 1_000,
): Promise<Bounces | Unknown> {
  const addresses = new Set<string>();
  let token: string | undefined;
  do {
    const query = { PageSize: PAGE_SIZE, ...(token === undefined ? {} : { NextToken: token }) };
    const answer = await askAgain(ses, query, pauseMs);
    if (!answer.ok) return { reason: answer.headers.get('x-amzn-errortype') ?? `status ${answer.status}` };
    const page = Page.parse(await answer.json());
    for (const { EmailAddress } of page.SuppressedDestinationSummaries) addresses.add(EmailAddress.toLowerCase());
    token = page.NextToken;
  } while (token !== undefined);
  return (address) => addresses.has(address.toLowerCase());
}

async function askAgain(ses: SESClient, query: Query, pauseMs: number): Promise<Response> {
  for (let left = TRIES; ; left--) {
    const answer = await ask(ses, query);
    if (answer.status !== 429 || left <= 1) return answer;
    await sleep(pauseMs);
  }
}

async function ask(ses: SESClient, query: Query): Promise<Response> {
  const url = new URL(PATH, await addressOf(ses));
  const { hostname, port, protocol, host } = url;
  const signer = await ses.config.signer();
  const signed = await signer.sign({
    method: 'GET',
    protocol,
    hostname,
    path: PATH,
    query: { ...query },
    headers: { host },
    ...(port === '' ? {} : { port: Number(port) }),
  });
  url.search = String(new URLSearchParams(query));
  return fetch(url, { headers: signed.headers, signal: AbortSignal.timeout(30_000) });
}

/** As the SDK finds it. */
async function addressOf({ config }: SESClient): Promise<URL | string> {
  const { AWS_ENDPOINT_URL_SES: own, AWS_ENDPOINT_URL: all } = process.env;
  return own ?? all ?? config.endpointProvider({ Region: await config.region() }).url;
}
