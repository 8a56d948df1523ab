import { BIND_DN, BIND_PASSWORD } from './slapd.ts';

export const BASE = 'dc=example,dc=com';

/** 16 letters are 10 bytes: what OAM gave its users. */
export const OLD_SECRET = 'JBSWY3DPEHPK3PXP';
const LONG_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

interface Person {
  readonly uid: string;
  readonly ou?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Every name as it would stand in a company's directory, the odd ones included. */
const PEOPLE: readonly Person[] = [
  {
    uid: 'hanako',
    attributes: { mail: 'hanako@example.com', mobile: '090-1234-5678', preferredLanguage: 'ja, en;q=0.5' },
  },
  { uid: 'Taro', attributes: { mail: 'taro@example.com' } },
  { uid: 'o(paren)*', attributes: { mail: 'paren@example.com' } },
  { uid: 'back\\slash', attributes: { mail: 'slash@example.com' } },
  { uid: '$&', attributes: { mail: 'dollar@example.com' } },
  { uid: '山田', attributes: { mail: 'yamada@example.com' } },
  { uid: 'twin', ou: 'tokyo' },
  { uid: 'twin', ou: 'osaka' },
  { uid: 'two-names\nuid: other-name' },
  { uid: 'member-of-many' },
  { uid: 'app' },
  { uid: 'legacy', attributes: { description: OLD_SECRET, mail: 'legacy@example.com' } },
  { uid: 'legacy-removed', attributes: { description: LONG_SECRET } },
  { uid: 'legacy-racer', attributes: { description: LONG_SECRET } },
  { uid: 'legacy-locked', attributes: { description: LONG_SECRET } },
  { uid: 'legacy-mover', attributes: { description: `jbsw y3dp ehpk 3pxp` } },
  { uid: 'legacy-guessed', attributes: { description: LONG_SECRET } },
  { uid: 'described', attributes: { description: 'Sales department, 3rd floor' } },
  { uid: 'titled', attributes: { description: 'Marketing Manager' } },
  { uid: 'legacy-titled', attributes: { description: `${OLD_SECRET}\ndescription: Account Executive` } },
  { uid: 'no-password' },
];

/** The name's own first line is the password: `hanako` signs in with `hanako-password`. */
export function passwordOf(uid: string): string {
  return `${uid.split('\n')[0]}-password`;
}

function personEntry({ uid, ou, attributes = {} }: Person, at: number): string {
  const [first = uid] = uid.split('\n');
  const cn = `${first.replace(/[^\p{L}\p{N}-]/gu, '_')} ${at}`;
  const place = ou === undefined ? '' : `ou=${ou},`;
  return [
    `dn: cn=${cn},${place}ou=people,${BASE}`,
    'objectClass: inetOrgPerson',
    `cn: ${cn}`,
    'sn: Test',
    `uid: ${uid}`,
    ...Object.entries(attributes).map(([name, value]) => `${name}: ${value}`),
    ...(uid === 'no-password' ? [] : [`userPassword: ${passwordOf(uid)}`]),
    '',
  ].join('\n');
}

function unit(path: string): string {
  return `dn: ${path},${BASE}\nobjectClass: organizationalUnit\nou: ${path.split(/[=,]/)[1]}\n`;
}

function dnOf(uid: string): string {
  const at = PEOPLE.findIndex((person) => person.uid === uid);
  return `cn=${uid} ${at},ou=people,${BASE}`;
}

function group(name: string, members: readonly string[]): string {
  const lines = members.map((member) => `member: ${member}`);
  return [`dn: cn=${name},ou=groups,${BASE}`, 'objectClass: groupOfNames', `cn: ${name}`, ...lines, ''].join('\n');
}

/** The directory as LDIF. `crowd` strangers are members of OTPRestUserGroup besides those who are named. */
export function directoryLdif({ crowd = 0 } = {}): string {
  const strangers = Array.from({ length: crowd }, (_, at) => `cn=stranger ${at},ou=people,${BASE}`);
  return [
    `dn: ${BASE}\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n`,
    ...['ou=people', 'ou=tokyo,ou=people', 'ou=osaka,ou=people', 'ou=groups', 'ou=services'].map(unit),
    `dn: ${BIND_DN}\nobjectClass: applicationProcess\nobjectClass: simpleSecurityObject\ncn: sekisho\nuserPassword: ${BIND_PASSWORD}\n`,
    ...PEOPLE.map(personEntry),
    group('OTPRestUserGroup', [...strangers, dnOf('app'), dnOf('member-of-many')]),
    group('OAuthClients', [dnOf('app')]),
    group('Administrators', [dnOf('member-of-many')]),
    group('Gardeners', [dnOf('hanako'), dnOf('member-of-many')]),
    // Whoever looks under ou=people for a name of another site is told to ask there.
    `dn: ou=abroad,ou=people,${BASE}\nobjectClass: referral\nobjectClass: extensibleObject\nou: abroad\nref: ldap://127.0.0.1:1/ou=abroad,${BASE}\n`,
  ].join('\n');
}
