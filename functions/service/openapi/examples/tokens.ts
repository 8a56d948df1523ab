import type { Examples } from './example.ts';

const TOKEN = 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl';
const KEYS = {
  keys: [
    {
      kty: 'EC',
      crv: 'P-256',
      x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
      y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
      kid: 'cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s',
      alg: 'ES256',
      use: 'sig',
    },
  ],
};

export const TOKEN_EXAMPLES: Examples = {
  createToken: {
    request: { grant_type: 'PASSWORD', username: 'alice', password: 'alice-password', otp_code: '492817' },
    answer: { access_token: TOKEN, token_type: 'Bearer', expires_in: 3600, scope: 'secret_key' },
  },
  getTokenInfo: {
    answer: {
      iss: 'https://mfa.example.com',
      aud: 'DefaultDomain',
      sub: 'alice',
      iat: 1795824640,
      exp: 1795828240,
      client: 'shop-app',
      domain: 'DefaultDomain',
      amr: ['pwd', 'otp', 'mfa'],
    },
  },
  getKeys: { answer: KEYS },
  getKeysForOam: { answer: KEYS },
};
