/** What administrators change: an answer of success holds, any other leaves the old or the new, and never half of it. */
import { expect } from 'vitest';
import { dynamodbUsers } from '../../../functions/adapters/dynamodb/users.ts';
import { ADMIN, type Answer, CLIENT, newPin } from '../../http/client.ts';
import { DOMAINS, tokenInfo, tokensOf } from '../../http/token-client.ts';
import { freshName, freshUser, PASSWORD, type Scenarios, scenario, service } from '../break-each-call.ts';

function admin(method: string, path: string, body?: object): Promise<Answer> {
  return service().client.call(method, path, { as: ADMIN, ...(body === undefined ? {} : { body }) });
}

const settingsOf = (domain: string): string => `/mfa/v1/domains/${domain}/settings`;
const pathOf = (userId: string, query = ''): string => `/mfa/v1/users/${userId}${query}`;

async function freshDomain(): Promise<string> {
  const name = freshName();
  expect((await admin('POST', DOMAINS, { name })).status).toBe(200);
  return name;
}

/** A domain that is there is found by its name and by its id, and can be used. */
async function expectDomain(name: string): Promise<void> {
  const byName = await admin('GET', `${DOMAINS}?name=${name}`);
  expect(byName.status, 'the domain by its name').toBe(200);
  const byId = await admin('GET', `${DOMAINS}?id=${byName.body.id}`);
  expect([byId.status, byId.body.name], 'the domain by its id').toEqual([200, name]);
  expect((await admin('GET', settingsOf(name))).status, 'its settings').toBe(200);
}

async function mailOf(userId: string): Promise<string | undefined> {
  const { body } = await admin('GET', pathOf(userId));
  return (body.attributes as unknown as Record<string, string> | undefined)?.mail;
}

async function failuresOf(userId: string): Promise<number> {
  const { credential } = await dynamodbUsers(service().table).load({ domain: 'DefaultDomain', userId });
  return credential?.failures ?? 0;
}

const NEW_MAIL = { attributes: { mail: 'new@example.com' } };

const SETTINGS: Scenarios = {
  'GET /mfa/v1/domains/{domain}/settings': [
    scenario({
      name: 'shows them',
      prepare: freshDomain,
      act: (domain) => admin('GET', settingsOf(domain)),
      async check(domain, answer) {
        if (answer.status === 200) expect(answer.body).toHaveProperty('PinLength');
        expect((await admin('GET', settingsOf(domain))).status, 'the next try').toBe(200);
      },
    }),
  ],
  'PUT /mfa/v1/domains/{domain}/settings': [
    scenario({
      name: 'replaces them',
      prepare: freshDomain,
      act: (domain) => admin('PUT', settingsOf(domain), { PinLength: 9 }),
      async check(domain, answer) {
        const { body } = await admin('GET', settingsOf(domain));
        const { value } = body.PinLength as unknown as { value: number };
        expect(answer.status === 200 ? [9] : [6, 9]).toContain(value);
        expect((await admin('PUT', settingsOf(domain), { PinLength: 9 })).status, 'the next try').toBe(200);
      },
    }),
  ],
  'PATCH /mfa/v1/domains/{domain}/settings': [
    scenario({
      name: 'changes one and keeps the others',
      async prepare() {
        const domain = await freshDomain();
        expect((await admin('PUT', settingsOf(domain), { MaxPins: 3 })).status).toBe(200);
        return domain;
      },
      act: (domain) => admin('PATCH', settingsOf(domain), { PinLength: 9 }),
      async check(domain, answer) {
        const lines = (await admin('GET', settingsOf(domain))).body as unknown as Record<string, { value: number }>;
        expect(answer.status === 200 ? [9] : [6, 9]).toContain(lines.PinLength?.value);
        expect(lines.MaxPins?.value, 'what was not named').toBe(3);
        expect((await admin('PATCH', settingsOf(domain), { PinLength: 9 })).status, 'the next try').toBe(200);
      },
    }),
  ],
};

const FACTORS: Scenarios = {
  'GET /mfa/v1/users/{userId}/factors': [
    scenario({
      name: 'names the kinds for an application',
      prepare: () => freshUser(),
      act: (userId) => service().client.call('GET', pathOf(userId, '/factors?appName=demo'), { as: CLIENT }),
      check: expectFactors,
    }),
    scenario({
      name: 'names the kinds for an administrator',
      prepare: () => freshUser(),
      act: (userId) => admin('GET', pathOf(userId, '/factors')),
      check: expectFactors,
    }),
  ],
};

/** A failure must never look like a user without a factor, who would be led to make one. */
async function expectFactors(userId: string, answer: Answer): Promise<void> {
  const again = await admin('GET', pathOf(userId, '/factors'));
  expect([again.status, JSON.stringify(again.body)], 'the next try').toEqual([200, expect.stringContaining('email')]);
  if (answer.status === 200) expect(kindsOf(answer)).toEqual(kindsOf(again));
}

/** An application hears no more than these. */
function kindsOf({ body }: Answer): string[] {
  return (body as unknown as { factors: { kind: string }[] }).factors.map(({ kind }) => kind);
}

const pathOfApplication = (name: string): string => `/mfa/v1/applications/${name}`;

/** One name for all: there is room for 150, and hundreds of calls are broken. */
const APPLICATION = 'broken';

async function freshApplication(): Promise<string> {
  expect((await admin('PUT', pathOfApplication(APPLICATION), { clients: ['demo-app'] })).status).toBe(200);
  return APPLICATION;
}

async function noApplication(): Promise<string> {
  await admin('DELETE', pathOfApplication(APPLICATION));
  return APPLICATION;
}

/** The next try shows it, and it is as it was made. */
async function expectApplication(name: string): Promise<void> {
  const { status, body } = await admin('GET', pathOfApplication(name));
  expect([status, body], 'the next try').toEqual([200, expect.objectContaining({ name, clients: ['demo-app'] })]);
}

const APPLICATIONS: Scenarios = {
  'GET /mfa/v1/applications': [
    scenario({
      name: 'lists them',
      prepare: freshApplication,
      act: () => admin('GET', '/mfa/v1/applications'),
      async check(name, answer) {
        const listed = expect.arrayContaining([expect.objectContaining({ name })]);
        if (answer.status === 200) expect(answer.body.applications).toEqual(listed);
        await expectApplication(name);
      },
    }),
  ],
  'GET /mfa/v1/applications/{name}': [
    scenario({
      name: 'shows one',
      prepare: freshApplication,
      act: (name) => admin('GET', pathOfApplication(name)),
      check: (name) => expectApplication(name),
    }),
  ],
  'PUT /mfa/v1/applications/{name}': [
    scenario({
      name: 'registers one',
      prepare: noApplication,
      act: (name) => admin('PUT', pathOfApplication(name), { clients: ['demo-app'] }),
      async check(name, answer) {
        if (answer.status !== 200) await admin('PUT', pathOfApplication(name), { clients: ['demo-app'] });
        await expectApplication(name);
      },
    }),
    scenario({
      name: 'changes one',
      prepare: freshApplication,
      act: (name) => admin('PUT', pathOfApplication(name), { clients: ['demo-app'], rights: ['receive-pins'] }),
      async check(name, answer) {
        const { body } = await admin('GET', pathOfApplication(name));
        const whole = [...(answer.status === 200 ? [] : [[]]), ['receive-pins']];
        expect(whole).toContainEqual(body.rights);
        await expectApplication(name);
      },
    }),
  ],
  'DELETE /mfa/v1/applications/{name}': [
    scenario({
      name: 'removes one',
      prepare: freshApplication,
      act: (name) => admin('DELETE', pathOfApplication(name)),
      async check(name, answer) {
        if (answer.status !== 204) await admin('DELETE', pathOfApplication(name));
        expect((await admin('GET', pathOfApplication(name))).status).toBe(404);
      },
    }),
  ],
};

const AUDIT: Scenarios = {
  'GET /mfa/v1/domains/{domain}/audit': [
    scenario({
      name: 'shows who made the domain',
      prepare: freshDomain,
      act: (domain) => admin('GET', `/mfa/v1/domains/${domain}/audit`),
      async check(domain, answer) {
        if (answer.status === 200) expect(answer.body.records).toMatchObject([{ phase: 'ended' }, { phase: 'begun' }]);
        expect((await admin('GET', `/mfa/v1/domains/${domain}/audit`)).status, 'the next try').toBe(200);
      },
    }),
  ],
};

const IDENTITY_DOMAINS: Scenarios = {
  [`POST ${DOMAINS}`]: [
    scenario({
      name: 'makes a domain',
      prepare: async () => freshName(),
      act: (name) => admin('POST', DOMAINS, { name }),
      async check(name, answer) {
        if (answer.status !== 200) {
          // Made or not, the administrator gets on: by this call or by what it says.
          const next = await admin('POST', DOMAINS, { name });
          expect([200, 422], 'the next try').toContain(next.status);
        }
        await expectDomain(name);
      },
    }),
  ],
  [`GET ${DOMAINS}`]: [
    scenario({
      name: 'shows a domain',
      prepare: freshDomain,
      act: (name) => admin('GET', `${DOMAINS}?name=${name}`),
      check: (name) => expectDomain(name),
    }),
  ],
  [`PUT ${DOMAINS}`]: [
    scenario({
      name: 'changes a domain',
      prepare: freshDomain,
      act: (name) => admin('PUT', `${DOMAINS}?name=${name}`, { description: 'changed' }),
      async check(name, answer) {
        const { body } = await admin('GET', `${DOMAINS}?name=${name}`);
        expect(answer.status === 200 ? ['changed'] : ['', 'changed']).toContain(body.description);
        const next = await admin('PUT', `${DOMAINS}?name=${name}`, { description: 'changed' });
        expect(next.body.description, 'the next try').toBe('changed');
        await expectDomain(name);
      },
    }),
  ],
  [`DELETE ${DOMAINS}`]: [
    scenario({
      name: 'deletes a domain with its users',
      async prepare() {
        const name = await freshDomain();
        expect((await admin('PUT', pathOf('somebody', `?domain=${name}`), NEW_MAIL)).status).toBe(200);
        return name;
      },
      act: (name) => admin('DELETE', `${DOMAINS}?name=${name}&force=true`),
      async check(name, answer) {
        if (answer.status !== 200) {
          const next = await admin('DELETE', `${DOMAINS}?name=${name}&force=true`);
          expect([200, 404], 'the next try').toContain(next.status);
        }
        expect((await admin('GET', `${DOMAINS}?name=${name}`)).status).toBe(404);
        // A domain of the same name begins with nobody.
        expect((await admin('POST', DOMAINS, { name })).status).toBe(200);
        expect((await admin('GET', `/mfa/v1/users?domain=${name}`)).body.users).toEqual([]);
      },
    }),
  ],
};

const USERS: Scenarios = {
  'GET /mfa/v1/domains/{domain}/readiness': [
    scenario({
      name: 'counts a person with nothing, and never too few',
      async prepare() {
        const domain = await freshDomain();
        expect((await admin('PUT', pathOf(freshName(), `?domain=${domain}`), {})).status).toBe(200);
        return domain;
      },
      act: (domain) => admin('GET', `/mfa/v1/domains/${domain}/readiness`),
      async check(domain, answer) {
        const counts = { people: 1, found: { noFactor: 1 } };
        if (answer.status === 200) expect(answer.body).toMatchObject(counts);
        const next = await admin('GET', `/mfa/v1/domains/${domain}/readiness`);
        expect(next, 'the next try').toMatchObject({ status: 200, body: counts });
      },
    }),
  ],
  'GET /mfa/v1/users': [
    scenario({
      name: 'lists the users of a domain',
      prepare: freshDomain,
      act: (name) => admin('GET', `/mfa/v1/users?domain=${name}`),
      async check(name, answer) {
        if (answer.status === 200) expect(answer.body.users).toEqual([]);
        expect((await admin('GET', `/mfa/v1/users?domain=${name}`)).status, 'the next try').toBe(200);
      },
    }),
    scenario({
      name: 'finds a user by his address',
      prepare: () => freshUser(),
      act: (userId) => admin('GET', `/mfa/v1/users?search=${userId}@`),
      async check(userId, answer) {
        if (answer.status === 200) expect(answer.body.found).toMatchObject([{ userId }]);
        expect((await admin('GET', `/mfa/v1/users?search=${userId}@`)).status, 'the next try').toBe(200);
      },
    }),
  ],
  'GET /mfa/v1/users/{userId}': [
    scenario({
      name: 'shows a user',
      prepare: () => freshUser(),
      act: (userId) => admin('GET', pathOf(userId)),
      async check(userId, answer) {
        if (answer.status === 200) expect(answer.body.userId).toBe(userId);
        expect(await mailOf(userId), 'the next try').toBe(`${userId}@example.com`);
      },
    }),
  ],
  'PUT /mfa/v1/users/{userId}': [
    scenario({
      name: 'makes a user with a password',
      prepare: async () => freshName(),
      act: (userId) => admin('PUT', pathOf(userId), { ...NEW_MAIL, password: PASSWORD }),
      async check(userId, answer) {
        if (answer.status === 200) expect(await mailOf(userId)).toBe('new@example.com');
        const next = await admin('PUT', pathOf(userId), { ...NEW_MAIL, password: PASSWORD });
        expect(next.status, 'the next try').toBe(200);
        expect((await newPin(service().client, userId)).pin).toMatch(/^\d{6}$/);
      },
    }),
  ],
  'PATCH /mfa/v1/users/{userId}': [
    scenario({
      name: 'changes a user',
      prepare: () => freshUser(),
      act: (userId) => admin('PATCH', pathOf(userId), NEW_MAIL),
      async check(userId, answer) {
        const expected = answer.status === 200 ? ['new@example.com'] : ['new@example.com', `${userId}@example.com`];
        expect(expected).toContain(await mailOf(userId));
        expect((await admin('PATCH', pathOf(userId), NEW_MAIL)).status, 'the next try').toBe(200);
      },
    }),
  ],
  'DELETE /mfa/v1/users/{userId}': [
    scenario({
      name: 'removes a user with his credential',
      async prepare() {
        const userId = await freshUser();
        await newPin(service().client, userId);
        return userId;
      },
      act: (userId) => admin('DELETE', pathOf(userId)),
      async check(userId, answer) {
        if (answer.status !== 204) expect([204, 404]).toContain((await admin('DELETE', pathOf(userId))).status);
        const left = await dynamodbUsers(service().table).load({ domain: 'DefaultDomain', userId });
        expect([left.account, left.credential], 'what is left').toEqual([undefined, undefined]);
      },
    }),
  ],
  'DELETE /mfa/v1/users/{userId}/lock': [
    scenario({
      name: 'sets the counters back',
      async prepare() {
        const userId = await freshUser();
        const { correlationId } = await newPin(service().client, userId);
        await service().client.validateOtp({ userId, correlationId, otpCode: '000000' });
        expect(await failuresOf(userId)).toBe(1);
        return userId;
      },
      act: (userId) => service().client.unlock(userId),
      async check(userId, answer) {
        if (answer.status === 204) expect(await failuresOf(userId)).toBe(0);
        expect((await service().client.unlock(userId)).status, 'the next try').toBe(204);
        expect(await failuresOf(userId)).toBe(0);
      },
    }),
  ],
  'POST /mfa/v1/users/{userId}/sign-out': [
    scenario({
      name: 'ends what was issued',
      prepare: signedInUser,
      act: ({ userId }) => admin('POST', `${pathOf(userId)}/sign-out`),
      check: endsAll,
    }),
  ],
  'POST /mfa/v1/sign-out': [
    scenario({
      name: 'ends what was issued for oneself',
      prepare: signedInUser,
      act: ({ userId }) => service().client.call('POST', '/mfa/v1/sign-out', { as: `${userId}:${PASSWORD}` }),
      check: endsAll,
    }),
  ],
};

interface SignedIn {
  readonly userId: string;
  readonly token: string;
}

async function signedInUser(): Promise<SignedIn> {
  const userId = await freshUser();
  const form = { grant_type: 'PASSWORD', username: userId, password: PASSWORD };
  return { userId, token: (await tokensOf(service().client, form)).access };
}

/** Said to be done, it is done; else it can be asked for again. */
async function endsAll({ userId, token }: SignedIn, answer: Answer): Promise<void> {
  const { client } = service();
  if (answer.status !== 204) expect((await admin('POST', `${pathOf(userId)}/sign-out`)).status).toBe(204);
  expect((await tokenInfo(client, token)).body.errorCode).toBe('TOKEN_INVALID');
}

export const ADMINISTRATION: Scenarios = {
  ...APPLICATIONS,
  ...SETTINGS,
  ...FACTORS,
  ...AUDIT,
  ...IDENTITY_DOMAINS,
  ...USERS,
};
