import type { Examples } from './example.ts';

const CREDENTIAL_ID = 'mNz2fUZtQ1m7pQ0b3o0kqw';
const USER_HANDLE = 'Zf3m1c0vS8mB6u0m2pXqk9yQ7wT4eR5aN1sD8hJ6lKo';

const PASSKEY = {
  passkeyId: 'q3f1YdVt6mM2h0bXnS7uT4wPzK9cE5rGaJ8iLoQv1Ns',
  name: 'iCloud Keychain',
  synced: true,
  aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
  rpId: 'mfa.example.com',
  addedAt: '2026-11-02T08:30:41.000Z',
  lastUsedAt: '2026-11-27T23:58:30.000Z',
};

export const PASSKEY_EXAMPLES: Examples = {
  startPasskeyChallenge: {
    request: { userId: 'alice', appName: 'shop' },
    answer: {
      challengeId: 'hT5rV0mE9wX2q1Zc8Yp3Bg',
      expiresAt: '2026-11-28T00:15:00.000Z',
      publicKey: {
        challenge: 'b0J2x8mQ5kYt7uWz1eR4aN6sD9hL3pVcF0gXjTqKiMo',
        rpId: 'mfa.example.com',
        timeout: 300_000,
        userVerification: 'required',
        allowCredentials: [{ type: 'public-key', id: CREDENTIAL_ID, transports: ['internal', 'hybrid'] }],
      },
    },
  },
  answerPasskeyChallenge: {
    request: {
      credential: {
        id: CREDENTIAL_ID,
        rawId: CREDENTIAL_ID,
        type: 'public-key',
        response: {
          clientDataJSON: 'eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0',
          authenticatorData: 'SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MdAAAAAA',
          signature: 'MEUCIQDK',
          userHandle: USER_HANDLE,
        },
        clientExtensionResults: {},
        authenticatorAttachment: 'platform',
      },
    },
    answer: {
      resultCode: '0',
      passkeyId: PASSKEY.passkeyId,
      userVerified: true,
      synced: true,
      amr: ['swk', 'user'],
      userHandle: USER_HANDLE,
      allAcceptedCredentialIds: [CREDENTIAL_ID],
    },
  },
  listPasskeysOfUser: { answer: { passkeys: [PASSKEY] } },
  renamePasskeyOfUser: { request: { name: 'Key on my ring' }, answer: { ...PASSKEY, name: 'Key on my ring' } },
};
