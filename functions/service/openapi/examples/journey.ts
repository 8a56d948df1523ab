import type { Examples } from './example.ts';

const SESSION_ID = 'mE2wX8rUuB5gq1Zc0Yp3T6';
const TOKEN = 'eyJhbGciOiJFUzI1NiIsInR5cCI6InNla2lzaG8tcmVzdWx0K2p3dCJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl';

export const JOURNEY_EXAMPLES: Examples = {
  startSession: {
    request: {
      userId: 'alice',
      appName: 'shop',
      returnUrl: 'https://shop.example.com/signed-in',
      state: '8rUuB5gq1Zc0Yp3T6mE2wX',
      locale: 'ja',
    },
    answer: {
      sessionId: SESSION_ID,
      url: `https://mfa.example.com/mfa/s/${SESSION_ID}`,
      expiresAt: '2026-11-28T00:20:00.000Z',
    },
  },
  takeSessionResult: {
    answer: {
      resultCode: '0',
      token: TOKEN,
      claims: {
        iss: 'https://mfa.example.com',
        aud: 'DefaultDomain/shop',
        azp: 'shop-app',
        sid: SESSION_ID,
        sub: 'alice',
        domain: 'DefaultDomain',
        iat: 1795824640,
        exp: 1795824940,
        jti: 'Zc0Yp3T6mE2wX8rUuB5gq1',
        auth_time: 1795824635,
        amr: ['otp'],
        acr: 'urn:sekisho:acr:second-factor',
      },
    },
  },
  sendSessionPage: { request: { token: 'Yp3T6mE2wX8rUuB5gq1Zc0', act: 'begin' } },
  sendStepPage: { request: { token: 'Yp3T6mE2wX8rUuB5gq1Zc0', act: 'check', code: '492817' } },
  sendNotMePage: { request: { code: 'K7QF2-MXR9D' } },
};
