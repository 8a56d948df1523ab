import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, CLIENT, CREATE, type OtpClient, SECRET_KEY, SETTINGS, startClient, VALIDATE } from './client.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

const body = { appName: 'demo', userId: 'alice', deliveryChannel: 'custom' };

describe('a request that is not right', () => {
  it.each([
    ['broken JSON', { body: '{"appName":' }, 400, 'BODY_MALFORMED'],
    [
      'bytes that are not UTF-8',
      {
        body: Buffer.from([0x22, 0xff, 0x22]).toString('latin1'),
        headers: { 'content-type': 'application/json; charset=latin1' },
      },
      422,
      'FIELD_INVALID',
    ],
    [
      'another media type',
      { body: JSON.stringify(body), headers: { 'content-type': 'application/xml' } },
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ],
    ['no media type', { body: JSON.stringify(body), headers: { 'content-type': '' } }, 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['a body of more than 16 KB', { body: { ...body, sessionId: 'x'.repeat(16_384) } }, 413, 'BODY_TOO_LARGE'],
    ['an unknown field', { body: { ...body, otp: '1' } }, 422, 'FIELD_UNKNOWN'],
    ['a missing field', { body: { userId: 'alice', deliveryChannel: 'custom' } }, 422, 'FIELD_MISSING'],
    ['a number for a text', { body: { ...body, userId: 12 } }, 422, 'FIELD_INVALID'],
    ['an unknown channel', { body: { ...body, deliveryChannel: 'pigeon' } }, 422, 'FIELD_INVALID'],
    ['a list for an object', { body: '[]' }, 422, 'FIELD_INVALID'],
    ['null', { body: 'null' }, 422, 'FIELD_INVALID'],
    ['a user of blanks', { body: { ...body, userId: ' \u3000 ' } }, 422, 'FIELD_INVALID'],
    ['a user with a line end', { body: { ...body, userId: 'al\nice' } }, 422, 'FIELD_INVALID'],
    ['an application with markup', { body: { ...body, appName: '<b>' } }, 422, 'FIELD_INVALID'],
    [
      'a reserved name as a field',
      { body: '{"appName":"demo","userId":"alice","deliveryChannel":"custom","__proto__":{"x":1}}' },
      422,
      'FIELD_UNKNOWN',
    ],
  ])('gets a clear answer: %s', async (_case, options, status, minorCode) => {
    const answer = await client.call('POST', CREATE, { as: CLIENT, ...options });
    expect([answer.status, answer.body.minorCode]).toEqual([status, minorCode]);
    expect(answer.body.resultCode).toBe('1');
    expect(answer.body.message).toMatch(/\w/);
  });

  it('is told which field and what was expected, and never what it sent', async () => {
    const answer = await client.call('POST', CREATE, {
      as: CLIENT,
      body: { ...body, deliveryChannel: 'sekrit-value', userId: 7 },
    });
    expect(answer.body.message).toContain('userId');
    expect(answer.body.message).toContain('deliveryChannel');
    expect(JSON.stringify(answer.body)).not.toContain('sekrit');
  });
});

describe('a parameter of the query that nobody reads', () => {
  const users = (query: string) => client.call('GET', `/mfa/v1/users?${query}`, { as: ADMIN });
  const fieldsOf = ({ body }: { body: object }) =>
    (body as { errors?: { field: string; expected: string }[] }).errors?.map(({ field }) => field);

  it('is refused by its name, as an unknown field of a body is, with the names that there are', async () => {
    const { status, body: problem } = await users('seek=bob&limit=2');
    expect([status, problem.code]).toEqual([422, 'FIELD_UNKNOWN']);
    const expected = expect.stringMatching(/identityDomain$/);
    expect(problem.errors).toEqual([{ field: 'seek', expected }]);
  });

  it.each([
    ['other letters', 'Limit=2', ['Limit']],
    ['no value', 'seek', ['seek']],
    ['several', 'a=1&limit=2&b=3', ['a', 'b']],
    ['a name that every object has', 'constructor=1&toString=2', ['constructor', 'toString']],
    ['a name that escapes', 'se%22arch=1', ['se"arch']],
    ['a long name', `${'x'.repeat(300)}=1`, ['x'.repeat(64)]],
    ['more than anybody reads', Array.from({ length: 40 }, (_, n) => `p${n}=1`).join('&'), expect.any(Array)],
  ])('is named whatever it is: %s', async (_case, query, fields) => {
    const answer = await users(query);
    expect([answer.status, answer.body.code, fieldsOf(answer)]).toEqual([422, 'FIELD_UNKNOWN', fields]);
    expect(fieldsOf(answer)?.length).toBeLessThanOrEqual(20);
  });

  it('is refused on the routes of OAM too, in the words of each', async () => {
    const oam = await client.call('POST', `${CREATE}?idStore=Other`, { as: CLIENT, body });
    expect([oam.status, oam.body.minorCode, oam.body.message]).toEqual([
      422,
      'FIELD_UNKNOWN',
      expect.stringContaining('idStore: no such parameter of the query; there is identityDomain'),
    ]);
    const key = await client.call('GET', `${SECRET_KEY}?user=bob`, { as: CLIENT });
    expect([key.status, key.body.errorCode, key.body.errorDesc]).toEqual([
      422,
      'FIELD_UNKNOWN',
      expect.stringContaining('user: no such'),
    ]);
  });
});

describe('a caller', () => {
  it.each([
    ['without credentials', {}, 401, 'CREDENTIALS_MISSING'],
    ['with a bearer token', { headers: { authorization: 'Bearer abc' } }, 401, 'CREDENTIALS_MISSING'],
    ['with a wrong password', { as: 'demo-app:wrong' }, 401, 'CREDENTIALS_INVALID'],
    ['who is unknown', { as: 'nobody:demo-app-secret' }, 401, 'CREDENTIALS_INVALID'],
    ['without a name', { as: ':demo-app-secret' }, 401, 'CREDENTIALS_INVALID'],
    ['with credentials that are none', { headers: { authorization: 'Basic ????' } }, 401, 'CREDENTIALS_INVALID'],
    ['who is a person, with the right password', { as: 'alice:alice-password' }, 401, 'CREDENTIALS_INVALID'],
    ['whose name is longer than a key', { as: `${'関'.repeat(900)}:x` }, 401, 'CREDENTIALS_INVALID'],
    [
      'with an impossible domain',
      { as: CLIENT, headers: { 'x-oauth-identity-domain-name': 'a#b' } },
      404,
      'DOMAIN_UNKNOWN',
    ],
  ])('%s is refused before the body is read', async (_case, options, status, minorCode) => {
    for (const path of [CREATE, VALIDATE]) {
      const answer = await client.call('POST', path, { body: '{', ...options });
      expect([answer.status, answer.body.minorCode]).toEqual([status, minorCode]);
      if (minorCode.startsWith('CREDENTIALS')) expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
    }
  });

  it('is asked for the group Administrators on settings and locks', async () => {
    const answers = await Promise.all([
      client.call('GET', SETTINGS, { as: CLIENT }),
      client.call('PUT', SETTINGS, { as: 'alice:alice-password', body: {} }),
      client.call('DELETE', '/mfa/v1/users/alice/lock', { as: CLIENT }),
    ]);
    for (const { status, body: problem, headers } of answers) {
      expect([status, problem.code]).toEqual([403, 'ADMINISTRATOR_ONLY']);
      expect(headers.get('content-type')).toBe('application/problem+json');
    }
  });

  it('with the right password after a wrong one is let in, and with a wrong one after a right one is not', async () => {
    const answers = [];
    for (const password of ['x', 'demo-app-secret', 'x', 'demo-app-secret ']) {
      answers.push(
        (await client.call('POST', CREATE, { as: `demo-app:${password}`, body: { ...body, userId: 'nobody' } })).status,
      );
    }
    expect(answers).toEqual([401, 404, 401, 401]);
  });
});

describe('a method that is not served', () => {
  it.each([
    ['GET', CREATE, 'POST'],
    ['PUT', VALIDATE, 'POST'],
    ['PATCH', SECRET_KEY, 'POST, GET, HEAD, PUT, DELETE'],
    ['POST', SETTINGS, 'GET, HEAD, PUT, PATCH'],
    ['POST', '/health', 'GET, HEAD'],
  ])('%s %s answers 405 with Allow', async (method, path, allow) => {
    const answer = await client.call(method, path, { as: ADMIN });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
  });
});

it('the health check answers without credentials, and an unknown path is not found', async () => {
  const health = await client.call('GET', '/health');
  expect([health.status, health.body]).toEqual([200, { status: 'ok' }]);
  expect((await client.call('GET', '/nothing')).status).toBe(404);
});

it('the list of sites that may use our passkeys is for any browser, without cookies and without a redirect', async () => {
  const answer = await fetch(`${client.service.url}/.well-known/webauthn`, { redirect: 'error' });
  expect([answer.status, await answer.json()]).toEqual([200, { origins: [client.service.url] }]);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json(;|$)/);
  expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
  expect(answer.headers.get('set-cookie')).toBeNull();
});

it('the OpenAPI document is served as it stands in the repository', async () => {
  const { body: served } = await client.call('GET', '/openapi.json');
  const { default: stored } = await import('../../docs/openapi.json', { with: { type: 'json' } });
  expect(served).toEqual(stored);
});

describe('names that are longer than a key of the table', () => {
  it('are wrong, not a broken service', async () => {
    const answer = await client.createOtp({ userId: '\ufdfa'.repeat(250) });
    expect([answer.status, answer.body.minorCode]).toEqual([422, 'FIELD_INVALID']);
    const path = `/mfa/v1/push-challenges/${'x'.repeat(3000)}/answer`;
    expect((await client.call('POST', path, { body: { answer: 'x' } })).status).toBe(404);
  });
});

describe('HEAD', () => {
  it.each([
    '/health',
    '/.well-known/jwks.json',
    '/oauth2/rest/security',
    '/.well-known/webauthn',
    '/openapi.json',
    '/mfa/device',
    '/mfa/config/oma',
  ])('of %s is GET without the body', async (path) => {
    const got = await fetch(`${client.service.url}${path}`);
    const head = await fetch(`${client.service.url}${path}`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('content-type')).toBe(got.headers.get('content-type'));
  });

  it('asks who calls, as GET does', async () => {
    const path = `${client.service.url}${SETTINGS}`;
    const headers = { authorization: `Basic ${Buffer.from(ADMIN).toString('base64')}` };
    expect((await fetch(path, { method: 'HEAD' })).status).toBe(401);
    expect((await fetch(path, { method: 'HEAD', headers })).status).toBe(200);
  });

  it('is refused where there is no GET, and named where there is one', async () => {
    const head = await fetch(`${client.service.url}${CREATE}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('allow')]).toEqual([405, 'POST']);
    const other = await fetch(`${client.service.url}/health`, { method: 'DELETE' });
    expect([other.status, other.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});
