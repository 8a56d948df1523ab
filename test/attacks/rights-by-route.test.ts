/**
 * Somebody with a name and a password here calls what is not his to call: a person and a client the routes of
 * administrators, an administrator of one domain those of another, the help desk the settings, an auditor a change, and
 * each of them with `?domain=` in the hope that a route ignores it or does not compare it. The routes and who may call
 * them are read from the contracts, so a new one is walked the day it appears; what the contracts must say of the help
 * desk and of auditors stands here once more, in words that somebody has to change on purpose.
 */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMPTY_ITEM } from '../../functions/adapters/dynamodb/credential-item.ts';
import { CREDENTIAL, openTable, userPartition } from '../../functions/adapters/dynamodb/table.ts';
import { ADMINISTRATIVE_GROUPS, type AdministrativeGroup } from '../../functions/core/directory/groups.ts';
import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import type { Endpoint, Operation } from '../../functions/http/endpoint.ts';
import { ADMIN, type Answer, type OtpClient, startClient } from '../http/client.ts';
import { putProfile, putUser } from '../http/put-user.ts';
import { DOMAINS, inDomain } from '../http/token-client.ts';

const PASSWORD = 'nine bridges at dusk';

interface Route {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

const ENDPOINTS: readonly Endpoint[] = Object.values(FUNCTIONS).flat();
const ROUTES: readonly Route[] = ENDPOINTS.flatMap(({ path, operations }) =>
  Object.entries(operations).map(([method, operation]) => ({ name: `${method} ${path}`, method, path, operation })),
);
const APPLICATION = '/mfa/v1/applications/{name}';
const USERS = '/mfa/v1/users';
const PASSKEY = '/mfa/v1/users/{userId}/passkeys/{passkeyId}';
/** These ask for a reason in the body. */
const WITH_REASON = ['bypass-codes', 'reset', 'reset/shorten'].map((end) => `/mfa/v1/users/{userId}/${end}`);
const LINKS = '/mfa/v1/users/{userId}/links';
const ADMINISTRATIVE = ROUTES.filter(({ operation }) => operation.groups !== undefined);

/** Where an administrative group is: in the domain of the victim, in another one, or in the default one. */
const HOMES = ['Victims', 'Others', 'DefaultDomain'] as const;
type Home = (typeof HOMES)[number];

/** Everybody who has a name: the groups are these, the name says it. */
const PEOPLE = { person: [], client: ['OTPRestUserGroup', 'OAuthClients', 'OTPReceivePinGroup'] } as const;

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  for (const name of ['Victims', 'Others']) {
    const made = await client.call('POST', DOMAINS, { as: ADMIN, body: { name } });
    expect(made.status).toBe(200);
  }
  for (const home of HOMES) {
    for (const group of ADMINISTRATIVE_GROUPS) {
      await putUser({ userId: group.toLowerCase(), groups: [group] }, PASSWORD, home);
    }
    for (const [userId, groups] of Object.entries(PEOPLE)) await putUser({ userId, groups }, PASSWORD, home);
  }
  await register('shop');
});
afterAll(() => client.service.close());

let victims = 0;

/** Somebody who is there, so that no answer is about a missing user. */
async function freshVictim(groups: readonly string[] = []): Promise<string> {
  const userId = `victim-${victims++}`;
  for (const home of HOMES) await putProfile({ userId, groups, directory: home }, home);
  return userId;
}

async function call(route: Route, as: string | undefined, home: Home, query: string, victim: string): Promise<Answer> {
  const path = route.path
    .replace('{userId}', victim)
    .replace('{domain}', 'Victims')
    .replace('{name}', route.path === APPLICATION ? await applicationFor(route) : 'x')
    .replace(/\{\w+\}/g, 'x');
  // Of a help desk the list is a search.
  const asked = route.path === USERS && query !== '' ? `${query}&search=${victim}` : query;
  const named = route.path === DOMAINS && route.method !== 'POST' ? `?name=Victims${query.replace('?', '&')}` : asked;
  const body = route.method === 'GET' || route.method === 'DELETE' ? {} : { body: fieldsFor(route) };
  const caller = as === undefined ? {} : { as: `${as}:${PASSWORD}` };
  return client.call(route.method, `${path}${named}`, { ...caller, headers: inDomain(home), ...body });
}

/** An empty object is a body that the other routes refuse at most for what is missing. */
function fieldsFor({ path, method }: Route): object {
  if (path === APPLICATION) return { clients: ['client'] };
  if (path === PASSKEY) return { name: 'Key' };
  if (WITH_REASON.includes(path)) return { reason: 'A ticket' };
  if (path === LINKS) return { domain: 'Others', userId: 'x' };
  return path === DOMAINS && method === 'POST' ? { name: `Domain${victims++}` } : {};
}

/** An application of the domain of the victims; a new one for who would remove it. */
async function applicationFor({ method }: Route): Promise<string> {
  if (method !== 'DELETE') return 'shop';
  const name = `shop-${victims++}`;
  await register(name);
  return name;
}

async function register(name: string): Promise<void> {
  const path = `/mfa/v1/applications/${name}?domain=Victims`;
  expect((await client.call('PUT', path, { as: ADMIN, body: { clients: ['client'] } })).status).toBe(200);
}

async function lockedVictim(domains: readonly string[]): Promise<string> {
  const victim = `victim-${victims++}`;
  const { client: dynamodb, name: TableName } = openTable('sekisho');
  for (const domain of domains) {
    const Item = { pk: userPartition({ domain, userId: victim }), sk: CREDENTIAL, ...EMPTY_ITEM, failures: 50 };
    await dynamodb.send(new PutCommand({ TableName, Item }));
  }
  return victim;
}

function unlock(userId: string, domain: string): Promise<Answer> {
  return client.call('DELETE', `/mfa/v1/users/${userId}/lock?domain=${domain}`, { as: ADMIN });
}

async function failuresOf(userId: string, domain: string): Promise<number | undefined> {
  const { client: dynamodb, name: TableName } = openTable('sekisho');
  const Key = { pk: userPartition({ domain, userId }), sk: CREDENTIAL };
  return (await dynamodb.send(new GetCommand({ TableName, Key }))).Item?.failures;
}

/** The code of a refusal, in whichever style the route answers. */
function refusalOf({ body }: Answer): string | undefined {
  return body.code ?? body.minorCode;
}

/** An application of another domain is as unknown as none. */
const REFUSALS: readonly string[] = ['ADMINISTRATOR_ONLY', 'APPLICATION_UNKNOWN'];

describe('the contracts', () => {
  const routesOf = (group: AdministrativeGroup) =>
    ADMINISTRATIVE.filter(({ operation }) => operation.groups?.includes(group)).map(({ name }) => name);

  it('let administrators do everything that is administered', () => {
    expect(routesOf('Administrators')).toEqual(ADMINISTRATIVE.map(({ name }) => name));
  });

  it('let auditors look and change nothing', () => {
    const auditors = routesOf('Auditors');
    expect(auditors.length).toBeGreaterThan(3);
    expect(auditors.filter((name) => !name.startsWith('GET '))).toEqual([]);
  });

  it('let the help desk find and look at one user, end a lock, take a factor away, name a passkey, give him a code, begin, end and agree to shorten a reset and sign him out, and nothing else', () => {
    const OF_ONE_USER = [
      'GET ',
      'DELETE /lock',
      'GET /factors',
      'DELETE /factors/{factorId}',
      'GET /links',
      'GET /devices',
      'DELETE /devices/{deviceId}',
      'GET /passkeys',
      'PATCH /passkeys/{passkeyId}',
      'DELETE /passkeys/{passkeyId}',
      'GET /bypass-codes',
      'POST /bypass-codes',
      'DELETE /bypass-codes',
      'POST /bypass-codes/{codeId}/approval',
      'GET /reset',
      'POST /reset',
      'DELETE /reset',
      'POST /reset/shorten',
      'POST /sign-out',
    ];
    const may = ['GET /mfa/v1/users', ...OF_ONE_USER.map((route) => route.replace(' ', ' /mfa/v1/users/{userId}'))];
    expect(routesOf('HelpDesk').toSorted()).toEqual(may.toSorted());
  });
});

describe.each(ADMINISTRATIVE)('$name', (route) => {
  it.each([undefined, 'person', 'client'])('is not for %s, wherever he is and whatever domain he names', async (as) => {
    const answers = HOMES.map(async (home) => {
      const answer = await call(route, as, home, domainQuery(route), await freshVictim());
      return [home, answer.status, refusalOf(answer)];
    });
    const expected = as === undefined ? [401, 'CREDENTIALS_MISSING'] : [403, 'ADMINISTRATOR_ONLY'];
    expect(await Promise.all(answers)).toEqual(HOMES.map((home) => [home, ...expected]));
  });

  it.each(ADMINISTRATIVE_GROUPS)(
    'is for %s of the own and of the default domain, if the contract says so',
    async (group) => {
      const answers = HOMES.map(async (home) => {
        const answer = await call(route, group.toLowerCase(), home, domainQuery(route), await freshVictim());
        return [home, REFUSALS.includes(refusalOf(answer) ?? '') ? 'refused' : 'served'];
      });
      const may = (home: Home) =>
        route.operation.groups?.includes(group) === true &&
        home !== 'Others' &&
        !(isChiefs(route) && home === 'Victims');
      const expected = HOMES.map((home) => [home, may(home) ? 'served' : 'refused']);
      expect(await Promise.all(answers)).toEqual(expected);
    },
  );

  it('answers 422 to a parameter that it does not know, whoever asks', async () => {
    for (const as of [undefined, 'person', 'administrators']) {
      const answer = await call(route, as, 'DefaultDomain', '?idStore=Victims', await freshVictim());
      expect([answer.status, refusalOf(answer)]).toEqual([422, 'FIELD_UNKNOWN']);
    }
  });
});

/** What is made or deleted is a domain, or what is linked is of two: for administrators of the default one alone. */
function isChiefs({ path, method }: Route): boolean {
  return (path === DOMAINS && ['POST', 'DELETE'].includes(method)) || (path === LINKS && method === 'PUT');
}

/** On routes that take it; elsewhere the path says the domain, or the query by another name. */
function domainQuery({ operation }: Route): string {
  return Object.hasOwn(operation.query ?? {}, 'domain') ? '?domain=Victims' : '';
}

describe('?domain=', () => {
  const aboutUsers = ADMINISTRATIVE.filter(({ path }) => path.startsWith('/mfa/v1/users'));

  it.each(aboutUsers)('is in the contract of $name', ({ operation }) => {
    expect(Object.keys(operation.query ?? {})).toContain('domain');
  });

  it.each(aboutUsers)(
    'of another domain is refused by $name to an administrator who is not of the default one',
    async (route) => {
      const answer = await call(route, 'administrators', 'Victims', '?domain=Others', await freshVictim());
      expect([answer.status, refusalOf(answer)]).toEqual([403, 'ADMINISTRATOR_ONLY']);
    },
  );

  it('ends the lock of the user of that domain, and not that of his namesake', async () => {
    const victim = await lockedVictim(['Victims', 'DefaultDomain']);
    expect((await unlock(victim, 'Victims')).status).toBe(204);
    expect([await failuresOf(victim, 'Victims'), await failuresOf(victim, 'DefaultDomain')]).toEqual([0, 50]);
  });

  it('ends the lock of a user of a directory that has no administrators', async () => {
    const caPem = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----';
    const ldap = { urls: ['ldaps://nowhere.example'], caPem, baseDn: 'dc=x', bindSecretId: 'sekisho/ldap/corporate' };
    const body = { name: 'Corporate', identityStore: { kind: 'ldap', ldap } };
    expect((await client.call('POST', DOMAINS, { as: ADMIN, body })).status).toBe(200);
    const victim = await lockedVictim(['Corporate']);
    expect((await unlock(victim, 'Corporate')).status).toBe(204);
    expect(await failuresOf(victim, 'Corporate')).toBe(0);
  });
});

describe('the help desk', () => {
  const changes = ADMINISTRATIVE.filter(
    ({ operation, method }) => operation.groups?.includes('HelpDesk') && method !== 'GET',
  );

  it.each(changes)('does not $name of an administrator, an auditor, the help desk, or itself', async (route) => {
    for (const group of ADMINISTRATIVE_GROUPS) {
      for (const home of ['Victims', 'DefaultDomain'] as const) {
        const answer = await call(route, 'helpdesk', home, '?domain=Victims', await freshVictim([group]));
        expect([group, home, answer.status, refusalOf(answer)]).toEqual([group, home, 403, 'ADMINISTRATOR_ONLY']);
      }
    }
    const own = await call(route, 'helpdesk', 'Victims', '', 'helpdesk');
    expect([own.status, refusalOf(own)]).toEqual([403, 'ADMINISTRATOR_ONLY']);
  });
});

describe('every other route of the API', () => {
  const others = ENDPOINTS.filter(({ style }) => style !== 'page').flatMap(({ path }) =>
    ROUTES.filter((route) => route.path === path && !ADMINISTRATIVE.includes(route) && !route.operation.ignoresQuery),
  );

  it.each(others)('answers to an unknown parameter by refusing it: $name', async (route) => {
    const answer = await call(route, undefined, 'DefaultDomain', '?role=Administrators', 'nobody');
    expect([400, 422]).toContain(answer.status);
    expect(JSON.stringify(answer.body)).toMatch(/FIELD_UNKNOWN|INVALID_REQUEST/);
  });
});
