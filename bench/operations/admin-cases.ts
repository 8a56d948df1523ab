import { type Case, call } from './case.ts';
import { ADMIN, CLIENT, PASSWORD } from './world.ts';

const DOMAINS = '/oam/services/rest/ssa/api/v1/oauthpolicyadmin/oauthidentitydomain';
const SETTINGS = '/mfa/v1/domains/DefaultDomain/settings';
const APPLICATIONS = '/mfa/v1/applications';
let domains = 0;
let applications = 0;
let people = 0;

const plain = (method: string, path: string, as?: string): Case =>
  call(
    '',
    async ({ client }) =>
      () =>
        client.ask(method, path, as === undefined ? {} : { as }),
  );

const onDomain = (method: string, body?: object): Case =>
  call('', async ({ client }) => {
    const name = `Costs${domains++}`;
    await client.ask('POST', DOMAINS, { as: ADMIN, body: { name } });
    const fields = { as: ADMIN, ...(body === undefined ? {} : { body }) };
    return () => client.ask(method, `${DOMAINS}?name=${name}`, fields);
  });

const onUser = (what: string, method: string, body?: object, path = ''): Case =>
  call(what, async ({ client, freshUser }) => {
    const fields = { as: ADMIN, ...(body === undefined ? {} : { body }) };
    const userId = await freshUser();
    return () => client.ask(method, `/mfa/v1/users/${userId}${path}`, fields);
  });

const onApplication = (method: string, body?: object): Case =>
  call('', async ({ client }) => {
    const path = `${APPLICATIONS}/costs${applications++}`;
    await client.ask('PUT', path, { as: ADMIN, body: { clients: ['demo-app'] } });
    return () => client.ask(method, path, { as: ADMIN, ...(body === undefined ? {} : { body }) });
  });

const REASON = { 'sekisho-reason': 'Ticket 4711' };

/** Of somebody with a mail address, whose reset waits already or not yet. */
const onReset = (method: string, path: string, isWaiting: boolean): Case =>
  call('', async ({ client, freshUser }) => {
    const address = `/mfa/v1/users/${await freshUser()}/reset`;
    const body = { reason: 'Ticket 4711' };
    if (isWaiting) await client.ask('POST', address, { as: ADMIN, body });
    return () => client.ask(method, address + path, { as: ADMIN, ...(method === 'POST' ? { body } : {}) });
  });

/** Of two accounts of one person, linked already or not yet. */
const onLink = (method: string, isLinked: boolean, query = '', body?: (name: string) => object): Case =>
  call('', async ({ client }) => {
    const name = `linked${people++}`;
    await client.ask('POST', DOMAINS, { as: ADMIN, body: { name } });
    for (const domain of ['DefaultDomain', name]) {
      const attributes = { mail: `${name}@example.com` };
      await client.ask('PUT', `/mfa/v1/users/${name}?domain=${domain}`, { as: ADMIN, body: { attributes } });
    }
    const path = `/mfa/v1/users/${name}/links`;
    const link = { as: ADMIN, headers: REASON, body: { domain: name, userId: name } };
    if (isLinked) await client.ask('PUT', path, link);
    const fields = { as: ADMIN, headers: REASON, ...(body === undefined ? {} : { body: body(name) }) };
    return () => client.ask(method, path + query.replaceAll('NAME', name), fields);
  });

/** Of a user who has a code of the help desk, or none yet. */
const onBypassCode = (method: string, hasCode: boolean, body?: object): Case =>
  call('', async ({ client, freshUser }) => {
    const path = `/mfa/v1/users/${await freshUser()}/bypass-codes`;
    if (hasCode) await client.ask('POST', path, { as: ADMIN, body: { reason: 'Ticket 4711' } });
    const asked = { as: ADMIN, headers: REASON, ...(body === undefined ? {} : { body }) };
    return () => client.ask(method, path, asked);
  });

/** In a domain where two people are needed, of which somebody of its help desk is the first. */
const approval = call('', async ({ client }) => {
  const domain = `Costs${domains++}`;
  const user = `/mfa/v1/users/approved?domain=${domain}`;
  await client.ask('POST', DOMAINS, { as: ADMIN, body: { name: domain } });
  const settings = { BypassNeedsTwoPeople: true };
  await client.ask('PATCH', `/mfa/v1/domains/${domain}/settings`, { as: ADMIN, body: settings });
  const helper = { groups: ['HelpDesk'], password: PASSWORD };
  await client.ask('PUT', user.replace('approved', 'helper'), { as: ADMIN, body: helper });
  await client.ask('PUT', user, { as: ADMIN, body: { attributes: { mail: 'approved@example.com' } } });
  const path = '/mfa/v1/users/approved/bypass-codes';
  const { body } = await client.ask('POST', path, {
    as: `helper:${PASSWORD}`,
    headers: { 'x-oauth-identity-domain-name': domain },
    body: { reason: 'Ticket 4711' },
  });
  return () => client.ask('POST', `${path}/${body.codeId}/approval?domain=${domain}`, { as: ADMIN, headers: REASON });
});

export const ADMIN_CASES: readonly Case[] = [
  plain('GET', SETTINGS, ADMIN),
  call('', async ({ client }) => {
    const { text } = await client.ask('GET', SETTINGS, { as: ADMIN });
    return () => client.ask('PUT', SETTINGS, { as: ADMIN, body: JSON.parse(text).stored ?? {} });
  }),
  call(
    '',
    async ({ client }) =>
      () =>
        client.ask('PATCH', SETTINGS, { as: ADMIN, body: { PageName: null } }),
  ),
  plain('GET', '/mfa/v1/domains/DefaultDomain/audit?kind=user-removed&limit=10', ADMIN),
  call('of a part with three people', async ({ client }) => {
    const name = `Costs${domains++}`;
    await client.ask('POST', DOMAINS, { as: ADMIN, body: { name } });
    for (const userId of ['one', 'two', 'three']) {
      await client.ask('PUT', `/mfa/v1/users/${userId}?domain=${name}`, { as: ADMIN, body: {} });
    }
    return () => client.ask('GET', `/mfa/v1/domains/${name}/readiness`, { as: ADMIN });
  }),
  plain('GET', APPLICATIONS, ADMIN),
  onApplication('GET'),
  onApplication('PUT', { clients: ['demo-app'], rights: ['receive-pins'] }),
  onApplication('DELETE'),
  call('', async ({ client }) => {
    const name = `Costs${domains++}`;
    return () => client.ask('POST', DOMAINS, { as: ADMIN, body: { name } });
  }),
  onDomain('GET'),
  onDomain('PUT', { description: 'changed' }),
  onDomain('DELETE'),
  onUser('somebody who was sent a PIN', 'DELETE', undefined, '/lock'),
  onUser('', 'POST', undefined, '/sign-out'),
  plain('POST', '/mfa/v1/sign-out', 'alice:alice-password'),
  onUser('', 'GET'),
  onUser('by an administrator', 'GET', undefined, '/factors'),
  call('by an application', async ({ client, freshUser }) => {
    const userId = await freshUser();
    return () => client.ask('GET', `/mfa/v1/users/${userId}/factors?appName=demo`, { as: CLIENT });
  }),
  onReset('GET', '', true),
  onReset('POST', '', false),
  onReset('DELETE', '', true),
  onReset('POST', '/shorten', true),
  onLink('GET', true),
  onLink('PUT', false, '', (name) => ({ domain: name, userId: name })),
  onLink('DELETE', true, '?linkedDomain=NAME&linkedUserId=NAME'),
  onBypassCode('GET', true),
  onBypassCode('POST', false, { reason: 'Ticket 4711' }),
  onBypassCode('DELETE', true),
  approval,
  call('a new user with a password', async ({ client }) => {
    const userId = `made-${people++}`;
    const body = { attributes: { mail: `${userId}@example.com` }, password: PASSWORD };
    return () => client.ask('PUT', `/mfa/v1/users/${userId}`, { as: ADMIN, body });
  }),
  onUser('', 'PATCH', { language: 'ja' }),
  onUser('', 'DELETE'),
  call(
    'a page of ten',
    async ({ client }) =>
      () =>
        client.ask('GET', '/mfa/v1/users?limit=10', { as: ADMIN }),
  ),
  call('one person by his mail address', async ({ client }) => {
    const userId = `sought-${people++}`;
    const body = { attributes: { mail: `${userId}@example.com` } };
    await client.ask('PUT', `/mfa/v1/users/${userId}`, { as: ADMIN, body });
    return () => client.ask('GET', `/mfa/v1/users?search=${userId}@`, { as: ADMIN });
  }),
  plain('GET', '/mfa/config/oma'),
  plain('GET', '/mfa/device'),
  plain('GET', '/mfa/device/device.js'),
  plain('GET', '/health'),
  plain('GET', '/openapi.json'),
  plain('GET', '/.well-known/webauthn'),
];
