import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamodbDirectory } from '../../functions/adapters/dynamodb/directory.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { ROOT } from '../architecture/source-files.ts';
import { ADMIN, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { PRESET } from '../http/put-user.ts';
import { runCli, runCliOnTerminal } from './run-cli.ts';

const DOMAINS = '/oam/services/rest/ssa/api/v1/oauthpolicyadmin/oauthidentitydomain';
const PASSWORD = 'nine bridges at dusk';

let client: OtpClient;
let port: string;
let folder: string;
let domains = 0;
let domain: string;

beforeAll(async () => {
  client = await startClient();
  port = new URL(client.service.url).port;
  folder = mkdtempSync(join(tmpdir(), 'sekisho-users-'));
});
afterAll(async () => {
  await client.service.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  domain = `Import${++domains}`;
  await newDomain({ name: domain });
});

async function newDomain(body: object): Promise<void> {
  expect((await client.call('POST', DOMAINS, { as: ADMIN, body })).status).toBe(200);
}

function fileOf(name: string, text: string | Buffer): string {
  const path = join(folder, `${domain}-${name}`);
  writeFileSync(path, text);
  return path;
}

function users(words: readonly string[], into = domain) {
  return runCli(['users', ...words, '--local', '--domain', into], { port });
}

function find(userId: string, inDomain = domain) {
  return dynamodbDirectory(openTable('sekisho'), PRESET).find({ domain: inDomain, userId });
}

async function allUsers(inDomain = domain) {
  return (await dynamodbDirectory(openTable('sekisho'), PRESET).list(inDomain, { after: undefined, limit: 5_000 }))
    .users;
}

function signIn(userId: string, password: string): Promise<number> {
  const headers = { 'x-oauth-identity-domain-name': domain };
  return client.call('POST', SECRET_KEY, { as: `${userId}:${password}`, headers }).then(({ status }) => status);
}

function ssha(password: string): string {
  const salt = Buffer.from('saltsalt');
  const digest = createHash('sha1').update(password).update(salt).digest();
  return `{SSHA}${Buffer.concat([digest, salt]).toString('base64')}`;
}

describe('sekisho users import', () => {
  it('makes the users of a CSV file, with passwords in clear and hashed ones', async () => {
    const path = fileOf(
      'users.csv',
      [
        '\uFEFFuserId,mail,mobile,groups,language,verified,password,team',
        `Hana,hana@example.com,090-1234-5678,OTPRestUserGroup|Staff,ja,mail,${PASSWORD},"Blue, ""old"""`,
        `taro,taro@example.com,,,,,${ssha(PASSWORD)},`,
        '',
      ].join('\r\n'),
    );
    const done = await users(['import', path]);
    expect(done).toMatchObject({ exitCode: 0, stdout: '2 users were imported.\n', stderr: '' });
    expect(await find('hana')).toMatchObject({
      groups: ['OTPRestUserGroup', 'Staff'],
      language: 'ja',
      attributes: { mail: 'hana@example.com', mobile: '+819012345678', team: 'Blue, "old"' },
      verified: ['mail'],
    });
    expect(await signIn('hana', PASSWORD)).toBe(200);
    expect(await signIn('taro', 'wrong-password')).toBe(401);
    expect(await signIn('taro', PASSWORD)).toBe(200);
    expect(existsSync(`${path}.progress`)).toBe(false);
  });

  it('rejects a line with its number and a reason that does not repeat it, and takes all others', async () => {
    const path = fileOf(
      'mixed.csv',
      [
        'userId,mail,password',
        'good,good@example.com,',
        'bad-mail,not-an-address,',
        ',nobody@example.com,',
        'a:colon,,',
        'short,,only-eleven',
        'old-hash,,{SSHA}abcdef',
        'too,many,fields,here',
        'bro"ken,,',
        'also-good,,',
      ].join('\n'),
    );
    const done = await users(['import', path]);
    expect([done.exitCode, done.stdout]).toEqual([
      1,
      `2 users were imported; 7 lines were rejected, see ${path}.rejected.\n`,
    ]);
    const rejected = readFileSync(`${path}.rejected`, 'utf8').trimEnd().split('\n').toSorted();
    expect(rejected).toEqual([
      '3\tattributes.mail: an e-mail address: ASCII before the @, a host name with a dot after it',
      '4\tuserId: a name of 1 to 256 characters without a colon',
      '5\tuserId: a name of 1 to 256 characters without a colon',
      '6\tpassword: at least 12 characters',
      '7\tpassword: a whole hash of {SSHA}, {SSHA256}, {SSHA384} or {SSHA512}',
      '8\tnot CSV: 4 fields for 3 columns',
      '9\tnot CSV: a quote inside of a field that does not begin with one',
    ]);
    expect(statSync(`${path}.rejected`).mode & 0o077).toBe(0);
    expect(`${rejected.join()}${done.stderr}`).not.toMatch(/only-eleven|abcdef|not-an-address/);
    expect((await allUsers()).map(({ userId }) => userId)).toEqual(['also-good', 'good']);
  });

  it('reads LDIF: folded lines, base64, groups and units passed over, secrets left where they are', async () => {
    const path = fileOf(
      'people.ldif',
      [
        'version: 1',
        '',
        'dn: ou=people,dc=example,dc=com',
        'objectClass: organizationalUnit',
        'ou: people',
        '',
        '# a person',
        'dn: uid=hana,ou=people,dc=example,dc=com',
        'objectClass: inetOrgPerson',
        'uid: hana',
        'mail: hana@exam',
        ' ple.com',
        `displayName:: ${Buffer.from('山田 花').toString('base64')}`,
        'preferredLanguage: ja, en;q=0.5',
        'description: JBSWY3DPEHPK3PXP',
        `userPassword:: ${Buffer.from(ssha(PASSWORD)).toString('base64')}`,
        '',
        'dn: uid=two,dc=example,dc=com',
        'uid: two',
        'uid: names',
        '',
        'dn: uid=gone,dc=example,dc=com',
        'changetype: delete',
        'uid: gone',
        '',
        'dn: uid=elsewhere,dc=example,dc=com',
        'uid: elsewhere',
        'mail:< file:///etc/passwd',
      ].join('\n'),
    );
    const done = await users(['import', path]);
    expect(done.stdout).toBe(
      `1 users were imported; 3 lines were rejected, see ${path}.rejected; 1 entries without uid were passed over.\n`,
    );
    expect(done.stderr.split('\n').filter((line) => line !== '')).toEqual([
      'line 18: several uid: each name would have its own second factor',
      'line 22: a change record that does not add an entry',
      'line 26: mail: a value in another file, which is not fetched',
    ]);
    expect(await find('hana')).toMatchObject({
      language: 'ja',
      attributes: { mail: 'hana@example.com', displayName: '山田 花' },
    });
    expect(await signIn('hana', PASSWORD)).toBe(200);
  });

  it('says that a file is not UTF-8 instead of storing other letters', async () => {
    const shiftJis = Buffer.from([0x8e, 0x52, 0x93, 0x63]);
    const path = fileOf('sjis.csv', Buffer.concat([Buffer.from('userId,displayName\nyamada,'), shiftJis]));
    expect((await users(['import', path])).stderr).toBe('line 2: not UTF-8\n');
    expect(await find('yamada')).toBeUndefined();
  });

  it('signs people in with the password of a file whose columns, line ends, schemes and languages are written otherwise', async () => {
    const csv = fileOf('excel.csv', `UserID,Mail,Password,Language\nhana,hana@example.com,${PASSWORD},Japanese\r\n`);
    expect((await users(['import', csv])).exitCode).toBe(0);
    const ldif = fileOf(
      'people.ldif',
      [
        `\uFEFFdn: uid=taro,dc=example`,
        'changetype: add',
        'uid: taro',
        `jpegPhoto:: ${Buffer.alloc(60_000, 1).toString('base64')}`,
        'userPassword: {CRYPT}$1$salt$x',
        `userPassword: ${ssha(PASSWORD).replace('SSHA', 'ssha')}`,
        'preferredLanguage: ja_JP',
      ].join('\r\n'),
    );
    expect((await users(['import', ldif])).exitCode).toBe(0);
    expect(await find('hana')).toMatchObject({ language: 'ja', attributes: { mail: 'hana@example.com' } });
    expect((await find('taro'))?.language).toBe('ja-JP');
    expect([await signIn('hana', PASSWORD), await signIn('taro', PASSWORD)]).toEqual([200, 200]);
  });

  it.each([
    'pbkdf2_sha256$260000$abcdefgh$QmFzZTY0',
    '5f4dcc3b5aa765d61d8327deb882cf99',
    '5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8',
    '$argon2id$v=19$m=65536$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo',
    '$6$rounds=5000$saltsalt$hashhashhashhash',
    '$2b$10$abcdefghijklmnopqrstuvABCDEFGHIJKLMNOPQRSTUVWXYZ01234',
  ])('takes no hash of another system for a password, in whose table everybody could read it: %s', async (hash) => {
    const path = fileOf('other.csv', `userId,password\nother,"${hash}"\n`);
    const { stderr } = await users(['import', path]);
    expect(stderr).toContain('imported without a password');
  });

  it('takes users whose hash nobody can check without a password, and says so', async () => {
    const path = fileOf('crypt.csv', 'userId,password\nhana,{CRYPT}abcdef\ntaro,\n');
    expect(await users(['import', path])).toEqual({
      exitCode: 0,
      stdout: `2 users were imported, 1 of them without a password, see ${path}.rejected.\n`,
      stderr: 'line 2: imported without a password: its hash is of no kind that can be checked here\n',
    });
    expect(await find('hana')).toMatchObject({ userId: 'hana' });
  });

  it('does not look done when every entry has its name in another attribute', async () => {
    const path = fileOf('ad.ldif', 'dn: cn=Hana\nsAMAccountName: hana\n\ndn: cn=Taro\nsAMAccountName: taro\n');
    expect(await users(['import', path])).toMatchObject({
      exitCode: 1,
      stdout: '0 users were imported; 2 entries without uid were passed over.\n',
    });
  });

  it.each(['constructor', '__proto__', 'toString'])(
    'rejects the attribute %s in both forms, and takes all others',
    async (name) => {
      const csv = fileOf('proto.csv', `userId,${name}\nhana,x\ntaro,\n`);
      expect((await users(['import', csv])).stderr).toMatch(/^line 2: attributes\S* \S.*\n$/);
      const ldif = fileOf('proto.ldif', `dn: x\nuid: hana\nsekishoAttribute: ${name}=x\n\ndn: y\nuid: jiro\n`);
      expect((await users(['import', ldif])).stderr).toMatch(/^line 1: attributes\S* \S.*\n$/);
      expect((await allUsers()).map(({ userId }) => userId)).toEqual(['jiro', 'taro']);
    },
  );

  it.each(['hana\u200b', '\u200b', 'admin\u00ad', 'ha\u2060na', '\u202ehana'])(
    'gives nobody the name %j',
    async (name) => {
      const path = fileOf('unseen.csv', `userId\n${name}\n`);
      expect((await users(['import', path])).exitCode).toBe(1);
      expect(await allUsers()).toEqual([]);
    },
  );

  it('refuses a file whose passwords would be readable attributes', async () => {
    const path = fileOf('readable.csv', `userId,InitialPassword\nhana,${PASSWORD}\n`);
    const refused = await users(['import', path]);
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('InitialPassword')]);
    expect(await allUsers()).toEqual([]);
  });

  it('writes nothing with --dry-run', async () => {
    const path = fileOf('dry.csv', 'userId\nsomebody\n');
    expect((await users(['import', path, '--dry-run'])).stdout).toBe('1 users can be imported.\n');
    expect(await find('somebody')).toBeUndefined();
  });

  it('keeps password and second factor of a user who is imported again; the last line of a name counts', async () => {
    const first = fileOf('first.csv', `userId,language,password\nhana,en,${PASSWORD}\n`);
    await users(['import', first]);
    expect(await signIn('hana', PASSWORD)).toBe(200);
    const again = fileOf('again.csv', 'userId,language\nhana,fr\nhana,ja\n');
    await users(['import', again]);
    expect((await find('hana'))?.language).toBe('ja');
    expect(await signIn('hana', PASSWORD)).toBe(200);
  });

  it('shows a bar on a terminal', async () => {
    const path = fileOf('bar.csv', 'userId\none\ntwo\n');
    const { stdout } = await runCliOnTerminal(['users', 'import', path, '--local', '--domain', domain], port, []);
    expect(stdout).toMatch(/\[#{30}\] 100 % {2}2 users/);
  });

  it.each(['SIGINT', 'SIGKILL'] as const)(
    'goes on after %s where it was, with nobody missing and nobody half',
    async (signal) => {
      const count = 1_800;
      const lines = Array.from({ length: count }, (_, at) => `user${at},user${at}@example.com,ja`);
      const path = fileOf('many.csv', `userId,mail,language\n${lines.join('\n')}\n`);
      const args = [`${ROOT}bin/cli.mjs`, 'users', 'import', path, '--local', '--domain', domain];
      const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, PORT: port }, stdio: 'ignore' });
      const ended = once(child, 'exit');
      while (!existsSync(`${path}.progress`)) await sleep(5);
      child.kill(signal);
      await ended;
      const before = await allUsers();
      expect(before.length).toBeGreaterThan(0);
      expect(before.length).toBeLessThan(count);
      const again = await users(['import', path]);
      expect(again.stderr).toMatch(/Going on after record [1-9]\d*\./);
      expect(again.exitCode).toBe(0);
      const after = await allUsers();
      expect(new Set(after.map(({ userId }) => userId)).size).toBe(count);
      expect(
        after.every(
          ({ userId, attributes, language }) => attributes.mail === `${userId}@example.com` && language === 'ja',
        ),
      ).toBe(true);
      expect(existsSync(`${path}.progress`)).toBe(false);
    },
    120_000,
  );

  it.each([
    ['a file that is not there', ['import', 'nowhere.csv'], 'cannot be read'],
    ['another kind of file', ['import', 'users.xlsx'], 'must be .csv or .ldif'],
    ['no file', ['import'], 'number of arguments'],
    ['an option that nobody knows', ['import', 'x.csv', '--force'], '--force'],
  ])('refuses %s', async (_what, words, message) => {
    const refused = await users(words);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(message);
  });

  it('refuses a file without userId, a domain that is not there and one that lives in LDAP', async () => {
    const path = fileOf('plain.csv', 'name\nx\n');
    expect((await users(['import', path])).stderr).toContain('userId');
    expect((await users(['import', path], 'Nowhere')).stderr).toContain('There is no identity domain Nowhere');
    const caPem = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----';
    const ldap = { urls: ['ldaps://127.0.0.1'], caPem, baseDn: 'dc=example,dc=com', bindSecretId: 'sekisho/ldap/x' };
    await newDomain({ name: `${domain}-ldap`, identityStore: { kind: 'ldap', ldap } });
    expect((await users(['import', path], `${domain}-ldap`)).stderr).toContain('live in LDAP');
  });
});

describe('sekisho users export', () => {
  it.each(['csv', 'ldif'])('writes %s that imports to the same users, without passwords', async (form) => {
    const odd = 'odd,"line\nbreak ; , "" ",+819012345678,"A|B",ja,"mobile|note"';
    const source = fileOf(
      'source.csv',
      `userId,note,mobile,groups,language,verified\nplain,,,,en,\n山田,山,,,ja,note\n=1+1,=cmd|' /C calc'!A0,,,en,\n`,
    );
    const oddOne = odd.replace('line\nbreak', 'two parts');
    writeFileSync(source, `${readFileSync(source, 'utf8')}${oddOne}\n`);
    expect((await users(['import', source])).exitCode).toBe(0);
    const path = join(folder, `${domain}-out.${form}`);
    expect((await users(['export', path])).stdout).toBe(`4 users were exported to ${path}.\n`);
    expect(readFileSync(path, 'utf8')).not.toMatch(/scrypt|passwordHash/);
    expect(statSync(path).mode & 0o077).toBe(0);
    await newDomain({ name: `${domain}-copy` });
    expect((await users(['import', path], `${domain}-copy`)).exitCode).toBe(0);
    expect(await allUsers(`${domain}-copy`)).toEqual(await allUsers());
    expect((await allUsers()).find(({ userId }) => userId === 'odd')?.attributes.note).toBe('two parts ; , "');
  });

  it.each(['csv', 'ldif'])('holds no password that an import of before has made an attribute of: %s', async (form) => {
    const profile = {
      groups: [],
      language: 'en',
      attributes: { Password: PASSWORD, team: 'a' },
      verified: ['Password'],
    };
    await dynamodbDirectory(openTable('sekisho'), PRESET).put({ domain, userId: 'hana' }, profile, undefined);
    const path = join(folder, `${domain}-out.${form}`);
    expect((await users(['export', path])).exitCode).toBe(0);
    expect(readFileSync(path, 'utf8')).not.toMatch(/bridges|Password/);
  });

  it('sends an attribute that a column would turn into something else to LDIF', async () => {
    const profile = { groups: [], language: 'en', attributes: { Groups: 'a' }, verified: [] };
    await dynamodbDirectory(openTable('sekisho'), PRESET).put({ domain, userId: 'hana' }, profile, undefined);
    expect((await users(['export', join(folder, `${domain}-out.csv`)])).stderr).toContain('export to .ldif');
    expect((await users(['export', join(folder, `${domain}-out.ldif`)])).exitCode).toBe(0);
  });

  it('lays no file over another one', async () => {
    const path = fileOf('there.csv', 'mine');
    expect((await users(['export', path])).exitCode).toBe(2);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});
