import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { RawRecord } from '../../../../bin/users/raw-user.ts';
import { readLdif } from '../../../../bin/users/read-ldif.ts';

function read(text: string | Buffer, chunk = 65_536): Promise<RawRecord[]> {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, at) =>
    bytes.subarray(at * chunk, (at + 1) * chunk),
  );
  return Array.fromAsync(readLdif(Readable.from(chunks, { objectMode: false }), ['mail', 'mobile']));
}

function entry(...lines: string[]): string {
  return ['dn: uid=hana,ou=people', 'uid: hana', ...lines, ''].join('\n');
}

async function user(...lines: string[]) {
  const [record, ...others] = await read(entry(...lines));
  expect(others).toEqual([]);
  return record?.kind === 'user' ? record.user : record;
}

const base64 = (size: number): string => Buffer.alloc(size, 7).toString('base64');
const folded = (text: string): string => text.replace(/(.{75})(?=.)/g, '$1\n ');

describe('an entry', () => {
  it.each([
    ['a byte order mark', `\uFEFF${entry('mail: a@b')}`],
    ['a mark before the version', `\uFEFFversion: 1\n\n${entry('mail: a@b')}`],
    ['the version right above', `version: 1\n${entry('mail: a@b')}`],
    ['a comment of two lines', `# of the year\n  2026\n${entry('mail: a@b')}`],
    ['lines that end in CR LF', entry('mail: a@b').replaceAll('\n', '\r\n')],
    ['lines that end in CR', entry('mail: a@b').replaceAll('\n', '\r')],
    ['no line end at last', entry('mail: a@b').trimEnd()],
  ])('is read with %s', async (_what, text) => {
    for (const chunk of [1, 7, 65_536]) {
      expect((await read(text, chunk)).filter(({ kind }) => kind !== 'ignored')).toMatchObject([
        { kind: 'user', user: { userId: 'hana', attributes: { mail: 'a@b' } } },
      ]);
    }
  });

  it.each([
    ['a photo of 60,000 bytes', folded(`jpegPhoto:: ${base64(60_000)}`)],
    ['a photo of a megabyte in one line', `jpegPhoto:: ${base64(1_000_000)}`],
    ['a photo in a file', 'jpegPhoto:< file:///etc/passwd'],
    ['an attribute named by its OID', '2.5.4.12: Manager'],
    ['an attribute with an underscore', 'x_custom: yes'],
    ['an attribute with options', 'userCertificate;binary:: AAAA'],
    ['an attribute that nobody can name', 'strange name!: x'],
    ['an attribute that is no base64', 'audio:: %%%'],
    ['many attributes', Array.from({ length: 5_000 }, (_, at) => `memberOf: cn=group ${at}`).join('\n')],
    ['an attribute that every object has', 'constructor: x\n__proto__: y'],
  ])('with %s is taken without it', async (_what, lines) => {
    expect(await user(lines, 'mail: a@b')).toMatchObject({ userId: 'hana', attributes: { mail: 'a@b' } });
  });

  it('is known by the other names of its attributes too', async () => {
    const lines = ['userid: hana', 'rfc822Mailbox: a@b', 'MobileTelephoneNumber: 090', '2.5.4.35: nine bridges'];
    expect(await read(['dn: x', ...lines].join('\n'))).toMatchObject([
      { user: { userId: 'hana', attributes: { mail: 'a@b', mobile: '090' }, passwords: ['nine bridges'] } },
    ]);
  });

  it('keeps all its passwords, and the languages in their order', async () => {
    expect(
      await user('userPassword: one', 'userPassword:: dHdv', 'preferredLanguage: ja', 'preferredLanguage: en'),
    ).toMatchObject({
      passwords: ['one', 'two'],
      language: 'ja,en',
    });
  });

  it('that is added by a change record is taken, of RFC 2849 example 6 for one', async () => {
    const records = await read(
      [
        'version: 1',
        '# Add a new entry',
        'dn: cn=Fiona Jensen, ou=Marketing, dc=airius, dc=com',
        'changetype: add',
        'objectclass: person',
        'uid: fiona',
        'telephonenumber: +1 408 555 1212',
        'jpegphoto:< file:///usr/local/directory/photos/fiona.jpg',
        '',
        '# Delete an existing entry',
        'dn: cn=Robert Jensen, ou=Marketing, dc=airius, dc=com',
        'changetype: delete',
        '',
        'dn: cn=Paula Jensen, ou=Product Development, dc=airius, dc=com',
        'changetype: modify',
        'add: postaladdress',
        'postaladdress: 123 Anystreet',
        '-',
        'delete: description',
        '-',
        '',
      ].join('\n'),
    );
    expect(records).toMatchObject([
      { kind: 'user', user: { userId: 'fiona' } },
      { kind: 'rejected', line: 10, reason: 'a change record that does not add an entry' },
      { kind: 'rejected', line: 14, reason: 'a change record that does not add an entry' },
    ]);
  });

  it.each([
    ['a line without a colon', 'what is this', 'not LDIF: a line without a name and a colon'],
    ['an address in a file', 'mail:< file:///etc/passwd', 'mail: a value in another file, which is not fetched'],
    ['an address that is no base64', 'mail:: %%%', 'mail: not base64'],
    ['two names', 'uid: other', 'several uid: each name would have its own second factor'],
    ['text that is not UTF-8', 'displayName:: //79', 'not UTF-8'],
    ['an address without an end', `mail: ${'x'.repeat(70_000)}`, 'longer than an entry of a user can be'],
    ['an address of endless lines', `mail: x${'\n x'.repeat(70_000)}`, 'longer than an entry of a user can be'],
  ])('is rejected for %s', async (_what, line, reason) => {
    expect(await user(line)).toEqual({ kind: 'rejected', line: 1, reason });
  });

  it('without uid is passed over and counted', async () => {
    expect(await read('dn: cn=x\nsAMAccountName: x\n\n# nothing\n\ndn: ou=y\nou: y\n')).toEqual([
      { kind: 'ignored', line: 1 },
      { kind: 'ignored', line: 6 },
    ]);
  });

  it('begins at its dn where the empty line before it is missing', async () => {
    expect(await read('dn: uid=a\nuid: a\nuid: b\ndn: uid=c\nuid: c\n')).toMatchObject([
      { kind: 'rejected', line: 1 },
      { kind: 'user', line: 4, user: { userId: 'c' } },
    ]);
  });
});
