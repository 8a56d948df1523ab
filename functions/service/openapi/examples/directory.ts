import { DOMAIN_DEFAULTS, TOKEN_DEFAULTS } from '../../../core/identity-domains/identity-domain.ts';
import type { Examples } from './example.ts';

const APPLICATION = {
  name: 'shop',
  domain: 'DefaultDomain',
  audience: 'DefaultDomain/shop',
  clients: ['shop-app'],
  returnUrls: ['https://shop.example.com/signed-in'],
  rights: [],
};
const PROFILE = {
  groups: [],
  language: 'ja',
  attributes: { mail: 'alice@example.com', mobile: '+819012345678' },
  verified: ['mail'],
};
const USER = { userId: 'alice', ...PROFILE, passwordSetAt: '2026-11-02T08:30:00.000Z', previousPasswordUntil: null };
const SETTINGS = {
  MaxAttempts: { value: 7, default: 10, source: 'domain' },
  MaxPins: { value: 5, default: 5, source: 'preset standard' },
};
const DEVICE = {
  deviceId: 'Yp3T6mE2wX8rUuB5gq1Zc0',
  name: 'Alice’s phone',
  platform: 'web',
  signs: true,
  push: false,
  registeredAt: '2026-11-02T08:31:00.000Z',
};
const DOMAIN_FIELDS = { name: 'Shops', description: 'Customers of the shops' };
const DOMAIN = {
  ...DOMAIN_DEFAULTS,
  message: 'Successfully created entity - OAuthIdentityDomain',
  ...DOMAIN_FIELDS,
  id: '5f2c1e7a9b3d4c6f8e0a1b2c3d4e5f60',
  tokenSettings: [{ tokenType: 'ACCESS_TOKEN', ...TOKEN_DEFAULTS }],
};
const RECORD = {
  id: 'uB5gq1Zc0Yp3T6mE2wX8rU',
  phase: 'ended',
  at: '2026-11-28T00:10:00.000Z',
  kind: 'settings-changed',
  domain: 'DefaultDomain',
  actor: { kind: 'administrator', domain: 'DefaultDomain', userId: 'admin' },
  address: '192.0.2.7',
  requestId: 'JKJaXmPLvHcESHA=',
  reason: 'Ticket 4711',
  fields: ['MaxAttempts'],
  changed: { MaxAttempts: '{"from":10,"to":7}' },
  outcome: 'done',
  expiresAtSeconds: 1827360600,
  day: '2026-11-28',
  sequence: 2,
  previousHash: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
  hash: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
};

export const DIRECTORY_EXAMPLES: Examples = {
  getSettings: { answer: SETTINGS },
  putSettings: { request: { MaxAttempts: 7, 'shop.PinLength': 8 }, answer: SETTINGS },
  patchSettings: { request: { MaxAttempts: 7, MaxPins: null }, answer: SETTINGS },
  getApplication: { answer: APPLICATION },
  putApplication: {
    request: { clients: APPLICATION.clients, returnUrls: APPLICATION.returnUrls },
    answer: APPLICATION,
  },
  listApplications: { answer: { applications: [APPLICATION] } },
  listAuditRecords: { answer: { records: [RECORD] } },
  getReadiness: {
    answer: {
      people: 98,
      clients: 2,
      administrators: 1,
      found: {
        noFactor: 3,
        oneFactor: 41,
        oneDevice: 52,
        onlySmsOrEmail: 29,
        noRecoveryCode: 60,
        fewRecoveryCodes: 4,
        oneLostPhone: 17,
        administersWithoutFactor: 0,
      },
      next: 'YWxpY2U',
    },
  },
  createIdentityDomain: { request: DOMAIN_FIELDS, answer: DOMAIN },
  getIdentityDomain: { answer: DOMAIN },
  changeIdentityDomain: { request: { description: 'Customers of all shops' }, answer: DOMAIN },
  deleteIdentityDomain: { answer: DOMAIN },
  listDevicesOfUser: { answer: { devices: [DEVICE] } },
  listLinksOfUser: {
    answer: {
      links: [
        {
          domain: 'Guests',
          domainName: 'Guest accounts',
          linkedAt: '2026-11-02T08:32:00.000Z',
          by: 'administrator',
          counts: true,
          userId: 'alice.w',
          factors: [{ kind: 'totp', usable: true }],
        },
      ],
    },
  },
  linkUser: { request: { domain: 'Guests', userId: 'alice.w' } },
  listFactorsOfUser: {
    answer: {
      factors: [
        {
          kind: 'totp',
          usable: true,
          addedAt: '2026-11-02T08:30:41.000Z',
          lastUsedAt: '2026-11-27T23:58:30.000Z',
        },
        { kind: 'email', usable: true, address: 'a•••@example.com' },
      ],
      lock: { locked: false, wrongTries: 1, triesLeft: 9, sendsLeft: 4, pushesStopped: false },
      rescue: { recoveryCodes: { left: 9, madeAt: '2026-11-02T08:40:00.000Z' } },
      records: [
        {
          at: '2026-11-28T00:10:00.000Z',
          kind: 'lock-ended',
          actor: { kind: 'administrator', domain: 'DefaultDomain', userId: 'desk1' },
          reason: 'Ticket 4711',
          outcome: 'done',
        },
      ],
    },
  },
  getUser: { answer: USER },
  putUser: { request: { ...PROFILE, password: 'seven lanterns by the gate' }, answer: USER },
  patchUser: { request: { attributes: { mobile: '+819098765432' } }, answer: USER },
  listUsers: { answer: { found: [{ userId: 'alice', mail: 'a•••@example.com', phone: '••• 5678' }], more: false } },
};
