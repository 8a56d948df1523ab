import type { Examples } from './example.ts';

const CHALLENGE_ID = 'hT5rV0mE9wX2q1Zc8Yp3Bg';
const DEVICE_ID = 'Yp3T6mE2wX8rUuB5gq1Zc0';
const JWS = 'eyJhbGciOiJFUzI1NiJ9.eyJpYXQiOjE3OTU4NjAwMDB9.c2lnbmF0dXJl';
const EXPIRES_AT = '2026-11-28T00:11:00.000Z';
const CONTEXT = { action: 'Pay 12,000 yen to Yamada', ip: '192.0.2.7', location: 'Osaka' };

export const PUSH_EXAMPLES: Examples = {
  startPushChallenge: {
    request: { userId: 'alice', appName: 'shop', context: CONTEXT },
    answer: { challengeId: CHALLENGE_ID, matchCode: '492817', expiresAt: EXPIRES_AT },
  },
  getPushChallenge: {
    answer: {
      challengeId: CHALLENGE_ID,
      status: 'approved',
      expiresAt: EXPIRES_AT,
      answeredAt: '2026-11-28T00:10:22.000Z',
    },
  },
  answerPushChallenge: { request: { answer: JWS }, answer: { challengeId: CHALLENGE_ID, status: 'approved' } },
  createDeviceEnrolment: {
    answer: {
      enrolmentCode: 'K7QF2-MXR9D',
      expiresAt: EXPIRES_AT,
      link: 'https://mfa.example.com/mfa/device#code=K7QF2-MXR9D',
    },
  },
  registerDevice: {
    request: { registration: JWS },
    answer: { deviceId: DEVICE_ID, userId: 'alice', domain: 'DefaultDomain', push: true },
  },
  previewEnrolmentCode: {
    request: { code: 'K7QF2-MXR9D' },
    answer: { userId: 'alice', domain: 'DefaultDomain' },
  },
  listOpenChallenges: {
    answer: {
      challenges: [
        {
          challengeId: CHALLENGE_ID,
          appName: 'shop',
          needsMatchCode: true,
          context: CONTEXT,
          startedAt: '2026-11-28T00:10:00.000Z',
          expiresAt: EXPIRES_AT,
        },
      ],
    },
  },
  registerOmaDevice: {
    request: { deviceName: 'Alice’s phone', platform: 'ios', pushToken: '0f744707bebcf74f9b7c25d48e3358945f6aa01d' },
    answer: { resultCode: '0', message: 'The device is registered.', deviceId: DEVICE_ID },
  },
  answerOmaChallenge: {
    request: { deviceId: DEVICE_ID, challengeId: CHALLENGE_ID, response: 'allow' },
    answer: { resultCode: '0', message: 'The challenge is approved.' },
  },
};
