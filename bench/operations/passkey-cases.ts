import { dynamodbPasskeys } from '../../functions/adapters/dynamodb/passkeys.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import type { Expected } from '../../functions/core/passkeys/passkey.ts';
import { newAuthenticator, passkeyOf, prove, register } from '../../test/unit/core/passkeys/software-authenticator.ts';
import { type Case, call } from './case.ts';
import type { Answer } from './client.ts';
import { open } from './page-cases.ts';
import { ADMIN, CLIENT, type World } from './world.ts';

const CHALLENGES = '/mfa/v1/passkey-challenges';
const RP_ID = 'localhost';

async function withPasskey(world: World) {
  const userId = await world.freshUser();
  const authenticator = newAuthenticator();
  const passkey = { ...passkeyOf(authenticator), rpId: RP_ID, createdAtMs: Date.now() };
  await dynamodbPasskeys(openTable('sekisho')).add({ domain: 'DefaultDomain', userId }, passkey);
  return { userId, authenticator, path: `/mfa/v1/users/${userId}/passkeys/${passkey.id}` };
}

const ask = ({ client }: World, userId: string) =>
  client.ask('POST', CHALLENGES, { as: CLIENT, body: { userId, appName: 'demo' } });

function expectedOf({ client }: World, challenge: string): Expected {
  const rp = { rpId: RP_ID, origins: [new URL(client.url).origin] };
  return { rp, challenge, userVerification: 'required' };
}

/** The question that a page asks a browser. */
function questionOf({ text }: Answer): string {
  return /&quot;challenge&quot;:&quot;([\w-]+)&quot;/.exec(text)?.[1] ?? '';
}

/** Somebody who has proven himself with the passkey that he has, and may add another one. */
async function inEnrolment(world: World) {
  const { userId, authenticator } = await withPasskey(world);
  const browser = await open(world, userId, 'enrol');
  const answer = prove(authenticator, expectedOf(world, questionOf(browser.first)));
  await browser.post('passkey', { act: 'check', answer: JSON.stringify(answer) });
  return browser;
}

export const PASSKEY_CASES: readonly Case[] = [
  call('', async (world) => {
    const { userId } = await withPasskey(world);
    return () => ask(world, userId);
  }),
  call('a right answer', async (world) => {
    const { userId, authenticator } = await withPasskey(world);
    const { body } = await ask(world, userId);
    const { challenge } = body.publicKey as unknown as { challenge: string };
    const credential = prove(authenticator, expectedOf(world, challenge));
    const path = `${CHALLENGES}/${body.challengeId}/answer`;
    return () => world.client.ask('POST', path, { as: CLIENT, body: { credential } });
  }),
  call('', async (world) => {
    const { userId } = await withPasskey(world);
    return () => world.client.ask('GET', `/mfa/v1/users/${userId}/passkeys`, { as: ADMIN });
  }),
  call('', async (world) => {
    const { path } = await withPasskey(world);
    return () => world.client.ask('PATCH', path, { as: ADMIN, body: { name: 'Key on my ring' } });
  }),
  call('', async (world) => {
    const { path } = await withPasskey(world);
    return () => world.client.ask('DELETE', path, { as: ADMIN });
  }),
  call('the right answer of a passkey', async (world) => {
    const { userId, authenticator } = await withPasskey(world);
    const browser = await open(world, userId);
    await browser.post(undefined, { act: 'begin' });
    const answer = prove(authenticator, expectedOf(world, questionOf(browser.first)));
    return () => browser.post('passkey', { act: 'check', answer: JSON.stringify(answer) });
  }),
  call('begins a new passkey', async (world) => {
    const browser = await inEnrolment(world);
    return () => browser.post('add-passkey', { act: 'begin' });
  }),
  call('asks for a new passkey', async (world) => {
    const browser = await inEnrolment(world);
    await browser.post('add-passkey', { act: 'begin' });
    return () => browser.get('add-passkey');
  }),
  call('adds a passkey', async (world) => {
    const browser = await inEnrolment(world);
    await browser.post('add-passkey', { act: 'begin' });
    const answer = register(newAuthenticator(), expectedOf(world, questionOf(await browser.get('add-passkey'))));
    return () => browser.post('add-passkey', { act: 'check', answer: JSON.stringify(answer) });
  }),
];
