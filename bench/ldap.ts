import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ldapDirectory } from '../functions/adapters/ldap/directory.ts';
import { Secret } from '../functions/core/secrets/secret.ts';
import { startLocal } from '../local/local-service.ts';
import { directoryLdif, passwordOf } from '../test/ldap/people.ts';
import { BIND_DN, BIND_PASSWORD, hasSlapd, type Slapd, startSlapd, storeOf } from '../test/ldap/slapd.ts';
import { report, rounded, type Section } from './section.ts';

const SIGN_INS = 3_000;
const PARALLEL = 16;
const DOMAIN = 'Corporate';
const OTP = '/oam/services/rest/auth/api/v1/mfa/createOTP';
const DOMAINS = '/oam/services/rest/ssa/api/v1/oauthpolicyadmin/oauthidentitydomain';

await report(measure);

/** A real slapd on this machine: what one call asks of it and of AWS, and how many sign-ins a second it gives. */
async function measure(): Promise<Section> {
  if (!hasSlapd) throw new Error('slapd is missing: apt-get install -y --no-install-recommends slapd');
  const counting = await startSlapd({ ldif: directoryLdif(), countsOperations: true });
  const rows = await requestRows(counting);
  await counting.remove();
  const quiet = await startSlapd({ ldif: directoryLdif({ crowd: 20_000 }) });
  rows.push(...(await speedRows(quiet)));
  await quiet.remove();
  return {
    title: 'A domain whose users live in LDAP',
    text:
      'Against slapd on this machine over LDAPS, with warm connections. Requests are counted by slapd itself and on the ' +
      'wire of the embedded AWS; the speeds share the processor with slapd, whose OTPRestUserGroup has 20,000 members.',
    head: ['what', 'figure', 'which'],
    rows,
  };
}

async function requestRows(slapd: Slapd): Promise<string[][]> {
  const { url, aws } = await startLocal({ port: 0 });
  if (aws === undefined) throw new Error('AWS_ENDPOINT_URL is set; the requests are counted by the embedded AWS');
  const SecretString = JSON.stringify({ bindDn: BIND_DN, password: BIND_PASSWORD });
  await new SecretsManagerClient({}).send(new CreateSecretCommand({ Name: 'sekisho/ldap/test', SecretString }));
  const send = async (
    method: 'POST' | 'PUT',
    path: string,
    as: string,
    body: object | undefined,
    headers: Record<string, string> = {},
  ) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Basic ${btoa(as)}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as Record<string, string>;
  };
  const post = (...rest: [path: string, as: string, body: object | undefined, headers?: Record<string, string>]) =>
    send('POST', ...rest);
  await post(DOMAINS, 'admin:admin-password', { name: DOMAIN, identityStore: { kind: 'ldap', ldap: storeOf(slapd) } });
  const rows: string[][] = [];
  const count = async (what: string, call: () => Promise<unknown>) => {
    await call();
    aws.requests.reset();
    slapd.operations.clear();
    await call();
    const found = [...slapd.operations, ...Object.entries(aws.requests.count())];
    const inLdap = [...slapd.operations.values()].reduce((sum, times) => sum + times, 0);
    const which = found.map(([name, times]) => `${times} ${name}`).join(', ');
    rows.push([what, `${inLdap} to LDAP`, which]);
  };
  const reaching = { clients: ['demo-app'], rights: ['other-domains'] };
  await send('PUT', '/mfa/v1/applications/bench', 'admin:admin-password', reaching);
  const byMail = { appName: 'bench', userId: 'taro', deliveryChannel: 'email', idStore: DOMAIN };
  const client = 'demo-app:demo-app-secret';
  await count('createOTP by e-mail', async () => expectMade(await post(OTP, client, byMail)));
  const inLdap = { 'x-oauth-identity-domain-name': DOMAIN };
  await count('a user signs in and makes a key', () =>
    post('/oauth2/rest/resources/secretkey', 'taro:Taro-password', undefined, inLdap),
  );
  return rows;
}

function expectMade(body: Record<string, string>): void {
  if (body.resultCode !== '0') throw new Error(`createOTP was refused: ${body.minorCode}`);
}

async function speedRows(slapd: Slapd): Promise<string[][]> {
  const read = async () => ({ bindDn: BIND_DN, password: new Secret(BIND_PASSWORD) });
  const directory = ldapDirectory(storeOf(slapd), { read, forget: () => undefined }, Date.now);
  const password = new Secret(passwordOf('app'));
  const signIn = async () => {
    const found = await directory.signIn('app', password, { attributes: ['mail'], isAllowed: () => true });
    if (found?.groups[0] !== 'OTPRestUserGroup') throw new Error('the sign-in was refused');
  };
  await signIn();
  const rows: string[][] = [];
  for (const parallel of [1, PARALLEL]) {
    let left = SIGN_INS;
    const started = performance.now();
    const worker = async () => {
      while (left-- > 0) await signIn();
    };
    await Promise.all(Array.from({ length: parallel }, worker));
    const perSecond = SIGN_INS / ((performance.now() - started) / 1000);
    rows.push([`sign-ins, ${parallel} at a time`, `${rounded(perSecond)} per second`, 'search, groups, bind']);
  }
  return rows;
}
