import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RawRecord } from '../../../../bin/users/raw-user.ts';
import { readCsv } from '../../../../bin/users/read-csv.ts';
import { csvWriter } from '../../../../bin/users/write-users.ts';

const NAMES = { EmailField: 'mail', PhoneField: 'mobile' };

async function read(text: string, chunk = 65_536): Promise<RawRecord[]> {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, at) =>
    bytes.subarray(at * chunk, (at + 1) * chunk),
  );
  return Array.fromAsync(readCsv(Readable.from(chunks, { objectMode: false }), NAMES));
}

async function users(text: string): Promise<string[]> {
  return (await read(text)).flatMap((record) => (record.kind === 'user' ? [record.user.userId] : []));
}

async function rejected(text: string): Promise<string[]> {
  return (await read(text)).flatMap((record) =>
    record.kind === 'rejected' ? [`${record.line} ${record.reason}`] : [],
  );
}

async function first(text: string) {
  const [record] = await read(text);
  return record?.kind === 'user' ? record.user : record;
}

describe('a quote that is not closed', () => {
  const row = (at: number): string => `w${at},Name ${at},w${at}@example.com`;

  it('costs its own line, wherever it stands in however long a file', async () => {
    for (const at of [0, 600, 4_999]) {
      const rows = Array.from({ length: 5_000 }, (_, number) => row(number));
      rows[at] = `w${at},"Unclosed,w${at}@example.com`;
      const text = `userId,name,mail\n${rows.join('\n')}\n`;
      expect(await rejected(text)).toEqual([`${at + 2} not CSV: a quote that is not closed`]);
      expect(await users(text)).toHaveLength(4_999);
    }
  });

  it.each([
    ['before a line with quotes', 'a,"x,a@b\nb,"y, z",b@b\nc,z,c@b', ['b', 'c'], [2]],
    ['in the last field', 'a,x,"a@b\nb,"y",b@b', ['b'], [2]],
    ['in a file that quotes everything', '"a","x","a@b\n"b","y","b@b"\n"c","z","c@b"', ['b', 'c'], [2]],
    ['many times', 'a,"x,y\nb,"x,y\nc,"x,z\nd,z,z', ['d'], [2, 3, 4]],
    ['behind one that is closed over two lines', 'a,"x\nx","y\nb,y,y', ['b'], [2]],
    ['with text behind the closing one', 'a,"x"y,z\nb,y,z', ['b'], [2]],
    ['inside of a field', 'bro"ken,,\nb,y,z', ['b'], [2]],
  ])('%s is the fault of that line alone', async (_where, rows, good, lines) => {
    const text = `userId,name,mail\n${rows}\n`;
    expect(await users(text)).toEqual(good);
    expect((await rejected(text)).map((reason) => Number.parseInt(reason, 10))).toEqual(lines);
  });

  it.each([
    ['in the number of fields that it should have', 'a,"x\nb,y\nc,5"\nd,z\n'],
    ['in another number', 'a,"x\nb,y\nc,5",6\nd,z\n'],
  ])('that another one closes (%s) takes the lines between them, and says how many', async (_what, rows) => {
    const text = `userId,name\n${rows}`;
    expect(await rejected(text)).toEqual(['2 a field of several lines, with the 2 after this one']);
    expect(await users(text)).toEqual(['d']);
  });

  it('that the text of somebody else closes opens none of the lines of that text', async () => {
    for (const start of ['\n', ',\n', ',x\n', ',""zz\n', 'x\n', '""\n', ' \n', ',""\n', '"",\n']) {
      const read = await users(`userId,note\nlost,"x\nhana,"${start}evil,y\n"\ntaro,z\n`);
      expect([start, ...read.filter((name) => name !== 'hana')]).toEqual([start, 'taro']);
    }
    expect(await users('userId,note\nlost,"x\nhana,"\nevil,y\n"\ntaro,z\n')).toEqual(['taro']);
    expect(await users('userId,note\nlost,"x\nhana,",""zz\nevil,y\n"\ntaro,z\n')).toEqual(['taro']);
  });

  it('in blanks before and behind it counts as one', async () => {
    expect(await first('userId,name,mail\na, "x, y" ,a@b\n')).toMatchObject({ attributes: { name: 'x, y' } });
    expect(await users('userId,note\na, "x\nevil,y\n" \nb,z\n')).toEqual(['b']);
  });

  it('makes no users out of a text of several lines that somebody chose', async () => {
    const evil = '"note\nevil,Administrators\nend"';
    expect(await users(`userId,groups,note\na,,${evil}\n`)).toEqual([]);
    expect(await users(`userId,groups,note\na,,${evil},one too many\n`)).toEqual([]);
    expect(await users(`userId,note,groups\na,${evil},st"ray\nb,,\n`)).toEqual(['b']);
  });
});

describe('lines', () => {
  it.each(['\n', '\r\n', '\r'])(
    'may end in %j, whatever the header ends in, and passwords keep none of it',
    async (end) => {
      for (const headerEnd of ['\n', '\r\n', '\r']) {
        const text = `userId,mail,password${headerEnd}a,a@b,nine bridges${end}${end}b,b@b,"ten ""bridges"${end}`;
        const records = await read(text);
        expect(records.map((record) => record.kind === 'user' && record.user.passwords)).toEqual([
          ['nine bridges'],
          ['ten "bridges'],
        ]);
      }
    },
  );

  it('are cut nowhere, however the file arrives', async () => {
    const rows = Array.from({ length: 400 }, (_, at) => `u${at},"山, ""${'x'.repeat(at)}"""`);
    const text = `\uFEFFuserId,note\r\n${rows.join('\r\n')}\r\n"broken`;
    const whole = await read(text);
    expect(whole).toHaveLength(401);
    for (const chunk of [1, 2, 3, 7, 1_000]) expect(await read(text, chunk)).toEqual(whole);
  });

  it('are cut nowhere in a file that is longer than what is held of it, and are counted right', async () => {
    const rows = Array.from({ length: 3_000 }, (_, at) => `u${at},"${'x, '.repeat(at % 400)}"`);
    for (const at of [7, 1_000, 2_990]) rows[at] = `u${at},"open`;
    for (const at of [8, 500]) rows[at] = `u${at},"two\r\nlines"`;
    const text = `userId,note\r\n${rows.join('\r\n')}`;
    for (const chunk of [777, 16_384, 65_536, 10_000_000]) {
      const records = await read(text, chunk);
      const lines = records.flatMap((record) => (record.kind === 'rejected' ? [record.line] : []));
      expect([chunk, records.length, ...lines]).toEqual([chunk, 3_000, 9, 10, 503, 1_004, 2_994]);
    }
  });

  it('longer than a user can be are rejected, and memory holds no more of them', async () => {
    const text = `userId,note\na,${'x'.repeat(300_000)}\nb,y\nc,"${'y\n'.repeat(100_000)}"\nd,z\n`;
    expect(await users(text)).toEqual(['b', 'd']);
    expect((await rejected(text))[0]).toBe('2 not CSV: longer than a user can be');
    expect((await rejected(text)).length).toBeGreaterThan(1_000);
  });

  it('without anything in them are passed over, and those with other fields than the header are not', async () => {
    const text = 'userId,mail\n,\n  ,\na,a@b\nb\nc,,\n';
    expect(await users(text)).toEqual(['a']);
    expect(await rejected(text)).toEqual(['5 not CSV: 1 fields for 2 columns', '6 not CSV: 3 fields for 2 columns']);
  });
});

describe('the header', () => {
  const own = { groups: ['g'], language: 'ja', verified: ['mail'], passwords: ['nine bridges'] };

  it.each([
    'userId,mail,mobile,groups,language,verified,password',
    'UserID,Mail,Mobile,Groups,Language,Verified,Password',
    'USERID,MAIL,MOBILE,GROUPS,LANGUAGE,VERIFIED,PASSWORD',
    'user_id, mail ,Mobile ,Groups,language,verified,pass word',
    'uid,e-mail,mobile,group,preferredLanguage,verified,userPassword',
    'User ID,Email Address,mobile,groups,preferred_language,verified,user_password',
    'ｕｓｅｒＩｄ,ｍａｉｌ,ｍｏｂｉｌｅ,ｇｒｏｕｐｓ,ｌａｎｇｕａｇｅ,ｖｅｒｉｆｉｅｄ,ｐａｓｓｗｏｒｄ',
  ])('may be written %s', async (header) => {
    expect(await first(`${header}\na,a@b,090,g,ja,mail,nine bridges\n`)).toEqual({
      userId: 'a',
      attributes: { mail: 'a@b', mobile: '090' },
      ...own,
    });
  });

  it('has the names of ours where it has others besides', async () => {
    expect(await first('userId,uid,mail,email,groups,group\na,1,a@b,c@d,g,h\n')).toMatchObject({
      userId: 'a',
      groups: ['g'],
      attributes: { uid: '1', mail: 'a@b', email: 'c@d', group: 'h' },
    });
  });

  it.each([
    ['a password that would be an attribute', 'userId,initialPassword'],
    ['a hash of one', 'userId,password_hash'],
    ['a second password', 'userId,password,userPassword'],
    ['a secret', 'userId,totpSecret'],
    ['a column twice', 'userId,mail,mail'],
    ['a column twice in two spellings', 'userId,mail,Mail'],
    ['nobody', 'name,mail'],
    ['semicolons', 'userId;mail'],
    ['a quote that is not closed', '"userId,mail'],
    ['another encoding', 'userId,\uFFFD'],
  ])('is refused with %s', async (_what, header) => {
    await expect(read(`${header}\na,b,c\n`)).rejects.toThrow(/./);
  });

  it.each(['secretary', 'passwordExpires', 'compass', 'passport'])('may have the attribute %s', async (name) => {
    expect(await first(`userId,${name}\na,x\n`)).toMatchObject({ attributes: { [name]: 'x' } });
  });

  it.each(Object.getOwnPropertyNames(Object.prototype))('may have a column %s, which is an own one', async (name) => {
    const user = await first(`userId,${name}\na,x\n`);
    expect(user !== undefined && 'attributes' in user && Object.entries(user.attributes)).toEqual([[name, 'x']]);
  });
});

describe('a CSV file that we write', () => {
  const writer = csvWriter(['mail', 'note']);
  const profileOf = (userId: string, note: string) => ({
    userId,
    groups: [],
    language: 'en',
    verified: [],
    attributes: { mail: 'a@b', note },
  });

  it.each(['=1+1', '+819012345678', '-x', '@SUM(A1)', "=cmd|'/Ccalc'!A0@evil.example", "'=quoted", "''-x"])(
    'holds %s as no formula, and it is read back as it was',
    async (value) => {
      const text = writer.header + writer.user(profileOf(value, value));
      const [, line = ''] = text.split('\r\n');
      expect(line).toMatch(/^"'/);
      expect(line).not.toMatch(/(^|,)"?[=+\-@\t]/);
      expect(await first(text)).toMatchObject({ userId: value, attributes: { note: value } });
    },
  );

  it("leaves an apostrophe alone that hides no formula: o'neil, 'tis", async () => {
    expect(writer.user(profileOf("o'neil", "'tis"))).toBe("o'neil,,en,,a@b,'tis\r\n");
    expect(await first("userId,note\no'neil,'tis\n")).toMatchObject({ userId: "o'neil", attributes: { note: "'tis" } });
  });

  it('begins with the mark by which spreadsheets know UTF-8', () => {
    expect(writer.header.startsWith('\uFEFFuserId,')).toBe(true);
  });

  it('is read back whatever the values are', async () => {
    const value = fc
      .string({ unit: 'binary', minLength: 1 })
      .filter((text) => !/[\r\n\uFFFD]/.test(text) && text.trim() !== '');
    await fc.assert(
      fc.asyncProperty(value, value, async (userId, note) => {
        const text = writer.header + writer.user(profileOf(userId, note));
        expect(await first(text)).toMatchObject({ userId, attributes: { note } });
      }),
    );
  });
});
