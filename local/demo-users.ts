import type { ProfileItem } from '../functions/adapters/dynamodb/profile-item.ts';

export interface DemoUser extends Omit<ProfileItem, 'passwordHash'> {
  readonly password: string;
  /** Of this password. To make one takes a fifth of a second on purpose, and each start would make all of them. */
  readonly passwordHash: string;
  /** Of an authenticator that is enrolled already, in Base32. */
  readonly totpKey?: string;
}

/** The application behind the page at `/`. */
export const DEMO_APP = {
  domain: 'DefaultDomain',
  appName: 'demo',
  name: 'demo-app',
  password: 'demo-app-secret',
} as const;

/** Well-known passwords: they stand in the README, so they must never reach a table that is not on this machine. */
export const DEMO_USERS: readonly DemoUser[] = [
  {
    userId: DEMO_APP.name,
    password: DEMO_APP.password,
    passwordHash: 'scrypt$16384$8$5$8Jrg7Q2CD3PKH03KligQ-g$7BWOhjDGmb-IWs7DEuz3gEqIlv0g_mjE56xt2i0tPAM',
    groups: ['OTPRestUserGroup', 'OTPReceivePinGroup', 'OAuthClients'],
    attributes: { scope: 'profile orders secretkey' },
  },
  {
    userId: 'alice',
    password: 'alice-password',
    passwordHash: 'scrypt$16384$8$5$eD_I_K_GaeUAa_XeIWDb-Q$EjPGTyu3BGRRh_feMXIjKUdusqOQSGvLQkfLSgJCp7U',
    language: 'ja',
    attributes: { mail: 'alice@example.com', mobile: '+819012345678' },
  },
  {
    userId: 'bob',
    password: 'bob-password',
    passwordHash: 'scrypt$16384$8$5$KSIRbj7-ZaSVavJmzHw3_Q$bSKfhvjTLmdslWkAOVYa2XnWZQGaOEXEBFk_vpQKQy0',
    language: 'en',
    attributes: { mail: 'bob@example.com' },
  },
  {
    userId: 'fumiko',
    password: 'fumiko-password',
    passwordHash: 'scrypt$16384$8$5$wGehBzb-rmy2HI24bffgNw$BLDf01uoddKAKYDule1dbso2CekJGbxMso7CrUGmG0I',
    language: 'ja',
    attributes: { mail: 'fumiko@example.com' },
    totpKey: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  },
  {
    userId: 'goro',
    password: 'goro-password',
    passwordHash: 'scrypt$16384$8$5$8IbRqTz3uXi1epnoMin1AQ$rS7rn6867U531ohDcUtsCLIDOROjQ7tieMqGTLwl--I',
    language: 'en',
  },
  {
    userId: 'admin',
    password: 'admin-password',
    passwordHash: 'scrypt$16384$8$5$Exyl4qdEdlpfqiws_ND6iA$pIIcm6cOuLpjcZ_TThjsSKlI2mAIfbfRWLS_phG4YSg',
    groups: ['Administrators'],
  },
];

/** What scrypt makes of a demo user's password and the salt of his hash, for tests and benches that spare themselves it. */
export function knownDerivation(password: unknown, salt: unknown): Buffer<ArrayBuffer> | undefined {
  const user = DEMO_USERS.find((each) => each.password === String(password));
  const [, , , , own = '', hash = ''] = user?.passwordHash.split('$') ?? [];
  const isOwn = own !== '' && Buffer.from(own, 'base64url').equals(Buffer.from(salt as Buffer));
  return isOwn ? Buffer.from(hash, 'base64url') : undefined;
}
