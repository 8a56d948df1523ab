import type { Examples } from './example.ts';

const CORRELATION_ID = 'q1Zc0Yp3T6mE2wX8rUuB5g';
const KEY = { secret_key: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' };

export const OTP_EXAMPLES: Examples = {
  createOtp: {
    request: { appName: 'shop', userId: 'alice', deliveryChannel: 'email' },
    answer: {
      correlationId: CORRELATION_ID,
      resultCode: '0',
      message: 'The one-time code was created.',
      validTime: '1795824900000',
    },
  },
  validateOtp: {
    request: { appName: 'shop', userId: 'alice', correlationId: CORRELATION_ID, otpCode: '492817' },
    answer: { resultCode: '0', message: 'The code is right.' },
  },
  createSecretKey: { answer: KEY },
  replaceSecretKey: { answer: KEY },
  getSecretKey: {
    answer: {
      confirmed: {
        created: '2026-11-02T08:30:00.000Z',
        confirmed: '2026-11-02T08:30:41.000Z',
        last_used: '2026-11-28T00:11:30.000Z',
      },
    },
  },
};
