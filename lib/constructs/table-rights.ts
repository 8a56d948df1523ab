import type { PARTITIONS } from './table-partitions.ts';

/**
 * No Scan and no batch: the condition on the leading key also holds for a request without one, and only actions that
 * name an item or a partition have one for sure.
 */
type Action = 'GetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** What a function may do in which partitions. */
export type TableRights = Readonly<Partial<Record<keyof typeof PARTITIONS, readonly Action[]>>> & {
  /** Through the index that lists users. Its key is a domain, which an administrator of the default domain may choose. */
  readonly listsUsers?: true;
  /** Through the indexes that find users by an address. */
  readonly searchesUsers?: true;
};

const READ_DOMAIN = { domains: ['GetItem'] } as const;
/** Know as what a client acts. */
const READ_APPLICATIONS = { applications: ['GetItem'] } as const;
/** Keys of a generation that stands. */
const READ_KEYS = { keyRing: ['GetItem'] } as const;
/** Who comes first of all makes the key ring. */
const MAKE_KEYS = { keyRing: ['GetItem', 'PutItem'] } as const;
/** Find the end of a chain and add to it. Nobody may change or delete what stands there. */
const RECORD = { audit: ['PutItem', 'Query'] } as const;
/** Take the lease under which the factors of a user change. */
const TAKE_FACTOR_LEASE = { factorLeases: ['UpdateItem'] } as const;
/** Count the attempt and consume the proof; make neither a credential nor a key. */
const VERIFY = {
  users: ['GetItem', 'Query', 'UpdateItem'],
  ...TAKE_FACTOR_LEASE,
  ...READ_DOMAIN,
  ...READ_KEYS,
  ...RECORD,
} as const;

/**
 * Spend an enrolment code, which stands in the credential, for a device, and read what is open for a device. IAM tells
 * the items of one user not apart: what else it could write there, the code alone prevents.
 */
const REGISTER_DEVICE = {
  users: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
  enrolments: ['GetItem'],
  ...TAKE_FACTOR_LEASE,
  challenges: ['GetItem'],
  ...READ_DOMAIN,
  ...READ_KEYS,
  ...RECORD,
} as const;
/** Count a push and make its challenge. */
const MAKE_CHALLENGE = {
  users: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
  challenges: ['PutItem'],
  ...READ_DOMAIN,
  ...READ_APPLICATIONS,
  ...MAKE_KEYS,
  ...RECORD,
} as const;

/** One line per use: a function has the rights of its use and no other ones. */
export const TABLE_RIGHTS = {
  /** Read a user, store a PIN and count the send. */
  send: {
    users: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
    ...READ_DOMAIN,
    ...READ_APPLICATIONS,
    ...MAKE_KEYS,
    ...RECORD,
  },
  verify: { ...VERIFY, ...READ_APPLICATIONS },
  /** Store a pending TOTP key with its user, and the code that ends it. */
  enrol: {
    users: ['GetItem', 'Query', 'UpdateItem'],
    enrolments: ['PutItem'],
    ...TAKE_FACTOR_LEASE,
    ...READ_DOMAIN,
    ...MAKE_KEYS,
    ...RECORD,
  },
  /** Know the administrator, check his factor, replace the settings of a domain and say whose applications are. */
  settings: { ...VERIFY, domains: ['GetItem', 'UpdateItem'], applications: ['GetItem', 'UpdateItem'] },
  readSettings: READ_DOMAIN,
  /** Know the administrator and his factor, and read the record of who did what. */
  readRecord: VERIFY,
  /** Goes with every function that takes a password. */
  countTries: { tries: ['GetItem', 'UpdateItem'], quotas: ['UpdateItem'] },
  /** Prove the factor of a user, and keep the families of refresh tokens. */
  tokens: { ...VERIFY, ...READ_APPLICATIONS, refresh: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'] },
  /** Know the administrator and his factor, make and change domains, and delete one with all of its users. */
  domains: {
    ...VERIFY,
    users: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
    domains: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
    applications: ['GetItem', 'UpdateItem'],
    passkeys: ['DeleteItem'],
    listsUsers: true,
  },
  /** Know the administrator and his factor, write, list and find users, and remove them with all that is theirs. */
  directory: {
    ...VERIFY,
    users: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
    passkeys: ['DeleteItem'],
    listsUsers: true,
    searchesUsers: true,
  },
  /** Know the administrator and his factor, and set the counters of a user back. */
  unlock: VERIFY,
  /** Know the administrator, his factor and the user, remove a factor, and say which accounts are one person's. */
  factorsOfUsers: {
    ...VERIFY,
    users: ['GetItem', 'Query', 'UpdateItem', 'DeleteItem'],
    passkeys: ['DeleteItem'],
  },
  /** Know the administrator and his factor, and rename or remove a passkey of a user. */
  passkeysOfUsers: {
    ...VERIFY,
    users: ['GetItem', 'Query', 'UpdateItem', 'DeleteItem'],
    passkeys: ['DeleteItem'],
  },
  /** Know the client, make a challenge, spend it and note the use of a passkey. It can make none. */
  provePasskey: {
    users: ['GetItem', 'Query', 'UpdateItem'],
    passkeyChallenges: ['GetItem', 'PutItem', 'UpdateItem'],
    ...READ_DOMAIN,
    ...READ_APPLICATIONS,
    ...RECORD,
  },
  /** Know the client, or the administrator and his factor, and look at what a user has. */
  readFactors: { ...VERIFY, ...READ_APPLICATIONS },
  /** Know the client and the user, and make a session. */
  startSession: {
    users: ['GetItem'],
    ...READ_DOMAIN,
    ...READ_APPLICATIONS,
    sessions: ['GetItem', 'PutItem', 'UpdateItem'],
  },
  /** Know the client, read a session, look at its user and spend its result. */
  takeResult: {
    users: ['GetItem', 'Query'],
    ...READ_DOMAIN,
    ...READ_APPLICATIONS,
    sessions: ['GetItem', 'UpdateItem'],
  },
  /** In an execution that another state machine started: it waits already. */
  startNestedPush: MAKE_CHALLENGE,
  /** Also close a challenge that nobody came to wait for. */
  startPush: { ...MAKE_CHALLENGE, challenges: ['PutItem', 'UpdateItem'] },
  /** Know the client, read a challenge and look at its user. */
  readChallenge: {
    users: ['GetItem', 'Query'],
    challenges: ['GetItem'],
    ...READ_DOMAIN,
    ...READ_APPLICATIONS,
    ...READ_KEYS,
  },
  /** Read a session, its challenge and the devices of its user, and take the one wait of a session. */
  readPageState: {
    users: ['GetItem', 'Query'],
    sessions: ['GetItem', 'UpdateItem'],
    challenges: ['GetItem'],
    ...READ_DOMAIN,
    ...READ_KEYS,
  },
  /** Everything that a person may change about himself. Of sessions it makes one for a linked account alone. */
  pages: {
    users: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
    sessions: ['GetItem', 'PutItem', 'UpdateItem'],
    // Changed alone to close one that nobody came to wait for.
    challenges: ['GetItem', 'PutItem', 'UpdateItem'],
    enrolments: ['GetItem', 'PutItem'],
    passkeys: ['GetItem', 'PutItem', 'DeleteItem'],
    // Written before the first passkey.
    rpIds: ['PutItem'],
    quotas: ['UpdateItem'],
    ...TAKE_FACTOR_LEASE,
    ...READ_DOMAIN,
    ...MAKE_KEYS,
    ...RECORD,
  },
  /** Read a challenge and its user, count the attempt and write the answer. It can make neither of them. */
  answerPush: { ...VERIFY, challenges: ['GetItem', 'UpdateItem'] },
  /** Store a task token with its challenge and close the challenge. */
  awaitAnswer: { challenges: ['UpdateItem'] },
  /** Look at the factors of a user and store an enrolment code with him. */
  enrolDevice: {
    users: ['GetItem', 'Query', 'UpdateItem'],
    enrolments: ['PutItem'],
    ...READ_DOMAIN,
    ...READ_APPLICATIONS,
    ...MAKE_KEYS,
    ...RECORD,
  },
  /** Know the administrator and his factor, begin, shorten and end a reset, and store the code that stops it. */
  resets: { ...VERIFY, users: ['GetItem', 'Query', 'PutItem', 'UpdateItem'], enrolments: ['PutItem'] },
  /** Look whether a reset still waits, and make one more code that stops it. It can change nothing of the person. */
  remindOfReset: {
    users: ['GetItem', 'Query'],
    enrolments: ['GetItem', 'PutItem'],
    ...READ_DOMAIN,
    ...READ_KEYS,
  },
  /** Know the administrator and his factor, make, approve and end a code for a user, and store what its notice ends it by. */
  bypassCodes: {
    ...VERIFY,
    users: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
    enrolments: ['PutItem'],
    ...MAKE_KEYS,
  },
  /** Know under which RP IDs passkeys were made, before another one is deployed. */
  readRpIds: { rpIds: ['Query'] },
  registerDevice: REGISTER_DEVICE,
  /** Register a device too, and remove the one that asks for it. */
  ownDevices: { ...REGISTER_DEVICE, users: [...REGISTER_DEVICE.users, 'DeleteItem'] },
} as const satisfies Record<string, TableRights>;

export type TableUse = keyof typeof TABLE_RIGHTS;

/** Whether something happens in a function of this use that leaves a record. */
export function addsToRecord(use: TableUse): boolean {
  const { audit = [] }: TableRights = TABLE_RIGHTS[use];
  return audit.includes('PutItem');
}
