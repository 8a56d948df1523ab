import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { checkAssertion } from '../../../../functions/core/passkeys/check-assertion.ts';
import { checkRegistration } from '../../../../functions/core/passkeys/check-registration.ts';
import { judgeCounter } from '../../../../functions/core/passkeys/counter.ts';
import { PASSKEY_ALGORITHMS } from '../../../../functions/core/passkeys/passkey.ts';
import { readAssertion, readRegistration } from '../../../../functions/core/passkeys/read-answer.ts';
import type { Mutant } from './mutated-answers.ts';
import { coseKeyOf, EXPECTED, passkeyOf } from './software-authenticator.ts';

/** Either what was learnt of the passkey, or why nothing was. */
export type Judgement =
  | { readonly isAccepted: true; readonly learnt: Readonly<Record<string, unknown>> }
  | { readonly isAccepted: false; readonly why: string };

export function judgeByOurs(mutant: Mutant): Judgement {
  return mutant.ceremony === 'used' ? useByOurs(mutant) : makeByOurs(mutant);
}

function useByOurs({ json, authenticator, storedCount }: Mutant): Judgement {
  const answer = readAssertion(json);
  if (answer === undefined) return { isAccepted: false, why: 'unreadable' };
  const checked = checkAssertion(answer, passkeyOf(authenticator), EXPECTED);
  if (checked.kind === 'invalid') return { isAccepted: false, why: checked.fault };
  if (judgeCounter({ signCount: storedCount }, checked) === 'regressed') return { isAccepted: false, why: 'counter' };
  const { signCount, isBackupEligible, isBackedUp, isUserVerified } = checked;
  return { isAccepted: true, learnt: { signCount, isBackupEligible, isBackedUp, isUserVerified } };
}

function makeByOurs({ json }: Mutant): Judgement {
  const answer = readRegistration(json);
  if (answer === undefined) return { isAccepted: false, why: 'unreadable' };
  const checked = checkRegistration(answer, EXPECTED);
  if (checked.kind === 'invalid') return { isAccepted: false, why: checked.fault };
  const { credentialId, signCount, isBackupEligible, isBackedUp, aaguid } = checked.credential;
  return { isAccepted: true, learnt: { credentialId, signCount, isBackupEligible, isBackedUp, aaguid } };
}

const ASKED = {
  expectedChallenge: EXPECTED.challenge,
  expectedOrigin: [...EXPECTED.rp.origins],
  expectedRPID: EXPECTED.rp.rpId,
  requireUserVerification: true,
};

export async function judgeByTheirs(mutant: Mutant): Promise<Judgement> {
  try {
    return await (mutant.ceremony === 'used' ? useByTheirs(mutant) : makeByTheirs(mutant));
  } catch (error) {
    return { isAccepted: false, why: error instanceof Error ? error.message : String(error) };
  }
}

async function useByTheirs({ json, authenticator, storedCount }: Mutant): Promise<Judgement> {
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    ...ASKED,
    response: json as unknown as AuthenticationResponseJSON,
    credential: {
      id: authenticator.credentialId.toString('base64url'),
      publicKey: new Uint8Array(coseKeyOf(authenticator)),
      counter: storedCount,
    },
  });
  if (!verified) return { isAccepted: false, why: 'signature' };
  const { newCounter, credentialDeviceType, credentialBackedUp, userVerified } = authenticationInfo;
  const isBackupEligible = credentialDeviceType === 'multiDevice';
  const flags = { isBackupEligible, isBackedUp: credentialBackedUp, isUserVerified: userVerified };
  return { isAccepted: true, learnt: { signCount: newCounter, ...flags } };
}

async function makeByTheirs({ json }: Mutant): Promise<Judgement> {
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    ...ASKED,
    response: json as unknown as RegistrationResponseJSON,
    supportedAlgorithmIDs: [...PASSKEY_ALGORITHMS],
  });
  if (!verified) return { isAccepted: false, why: 'attestation' };
  const { credential, credentialDeviceType, credentialBackedUp, aaguid } = registrationInfo;
  const isBackupEligible = credentialDeviceType === 'multiDevice';
  const { id: credentialId, counter: signCount } = credential;
  return {
    isAccepted: true,
    learnt: { credentialId, signCount, isBackupEligible, isBackedUp: credentialBackedUp, aaguid },
  };
}
