import { type Case, call } from './case.ts';
import type { World } from './world.ts';

const CREATE = '/oam/services/rest/auth/api/v1/mfa/createOTP';
const KEY = '/oauth2/rest/resources/secretkey';
const BODY = { appName: 'demo', userId: 'alice', deliveryChannel: 'email' };

let names = 0;
const freshName = (): string => `stranger-${names++}`;

const wrongPassword = (what: string, path: string, nameOf: (world: World) => Promise<string>): Case => ({
  ...call(what, async (world) => {
    const as = `${await nameOf(world)}:wrong`;
    return () => world.client.ask('POST', path, { as, body: BODY, mayRefuse: true });
  }),
  byStranger: true,
});

const refused = (what: string, method: string, path: string, more: object = {}): Case => ({
  ...call(
    what,
    async ({ client }) =>
      () =>
        client.ask(method, path, { ...more, mayRefuse: true }),
  ),
  byStranger: true,
});

/** A name that has used up its free tries in this network. */
async function waitingName({ client }: World): Promise<string> {
  const name = freshName();
  for (let tried = 0; tried < 5; tried++) await client.ask('POST', KEY, { as: `${name}:wrong`, mayRefuse: true });
  return name;
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const BEARER = {
  headers: { authorization: `Bearer ${part({ alg: 'ES256' })}.${part({ iss: 'https://x.example' })}.AA` },
};

/** What a call costs whose caller has shown nothing that is right. The last ones use up the guesses of this network. */
export const STRANGER_CASES: readonly Case[] = [
  refused('no credentials', 'POST', CREATE),
  refused('a domain that nobody has', 'POST', KEY, {
    as: 'x:y',
    headers: { 'x-oauth-identity-domain-name': 'Nowhere' },
  }),
  refused('a token of an issuer that is not listed', 'GET', '/oauth2/rest/token/info', BEARER),
  refused('a session that nobody has', 'GET', '/mfa/s/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'),
  refused('a device registration with a text that is no message', 'POST', '/mfa/v1/devices', {
    body: { registration: 'x.y.z' },
  }),
  wrongPassword('a wrong password of a client', CREATE, async () => 'demo-app'),
  wrongPassword('a wrong password, on a route of clients', CREATE, async () => freshName()),
  wrongPassword('a wrong password, on a route of people', KEY, async () => freshName()),
  wrongPassword('a password inside the wait of its name', KEY, waitingName),
  wrongPassword('a password of any name, when the network has guessed too much', KEY, async ({ client }) => {
    for (let tried = 0; tried < 32; tried++) {
      await client.ask('POST', KEY, { as: `${freshName()}:wrong`, mayRefuse: true });
    }
    return freshName();
  }),
];
