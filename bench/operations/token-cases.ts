import { type Case, call } from './case.ts';
import { PASSWORD, type World } from './world.ts';

const KEY = '/oauth2/rest/resources/secretkey';

const byPassword = (username: string, more: Record<string, string> = {}) => ({
  grant_type: 'PASSWORD',
  username,
  password: PASSWORD,
  ...more,
});

async function bearer(world: World): Promise<{ authorization: string }> {
  const { userId, code } = await world.withKey();
  const { body } = await world.token(byPassword(userId, { otp_code: code }));
  return { authorization: `Bearer ${body.access_token}` };
}

const onKey = (what: string, method: string): Case =>
  call(what, async (world) => {
    const headers = await bearer(world);
    // A confirmed key is not shown again, a pending one is.
    if (method === 'GET') await world.client.ask('PUT', KEY, { headers });
    return () => world.client.ask(method, KEY, { headers });
  });

export const TOKEN_CASES: readonly Case[] = [
  call('for the client itself', async (world) => () => world.token({ grant_type: 'CLIENT_CREDENTIALS' })),
  call('for a password', async (world) => {
    const userId = await world.freshUser();
    return () => world.token(byPassword(userId));
  }),
  call('for a password and the code of an authenticator app', async (world) => {
    const { userId, code } = await world.withKey();
    return () => world.token(byPassword(userId, { otp_code: code }));
  }),
  call('for a refresh token', async (world) => {
    const { body } = await world.token(byPassword(await world.freshUser()));
    return () => world.token({ grant_type: 'REFRESH_TOKEN', refresh_token: body.refresh_token ?? '' });
  }),
  call('', async (world) => {
    const { body } = await world.token({ grant_type: 'CLIENT_CREDENTIALS' });
    const headers = { authorization: `Bearer ${body.access_token}` };
    return () => world.client.ask('GET', '/oauth2/rest/token/info', { headers });
  }),
  call(
    '',
    async ({ client }) =>
      () =>
        client.ask('GET', '/.well-known/jwks.json'),
  ),
  call(
    '',
    async ({ client }) =>
      () =>
        client.ask('GET', '/oauth2/rest/security'),
  ),
  call('the first key, by the password', async ({ client, freshUser }) => {
    const userId = await freshUser();
    return () => client.ask('POST', KEY, { as: `${userId}:${PASSWORD}` });
  }),
  onKey('', 'GET'),
  onKey('', 'PUT'),
  onKey('', 'DELETE'),
];
