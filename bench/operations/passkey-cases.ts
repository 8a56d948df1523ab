import { dynamodbPasskeys } from '../../functions/adapters/dynamodb/passkeys.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { newAuthenticator, passkeyOf, prove } from '../../test/unit/core/passkeys/software-authenticator.ts';
import { type Case, call } from './case.ts';
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

export const PASSKEY_CASES: readonly Case[] = [
  call('', async (world) => {
    const { userId } = await withPasskey(world);
    return () => ask(world, userId);
  }),
  call('a right answer', async (world) => {
    const { userId, authenticator } = await withPasskey(world);
    const { body } = await ask(world, userId);
    const { challenge } = body.publicKey as unknown as { challenge: string };
    const rp = { rpId: RP_ID, origins: [new URL(world.client.url).origin] };
    const credential = prove(authenticator, { rp, challenge, userVerification: 'required' });
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
];
