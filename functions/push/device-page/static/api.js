/** The device protocol of docs/push.md. */
import { learnTime } from './clock.js';
import { makeKeyPair, publicJwk, sign } from './jws.js';

/** @typedef {import('./accounts.js').Account} Account */

/**
 * @typedef {object} Challenge
 * @property {string} challengeId
 * @property {string} appName
 * @property {boolean} needsMatchCode
 * @property {{action?: string, ip?: string, location?: string, userAgent?: string}} [context]
 * @property {string} startedAt
 * @property {string} expiresAt
 */

/** The service said no; `code` is from its closed list. */
export class Refusal extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * @param {string} path
 * @param {RequestInit} [request]
 */
async function call(path, request) {
  const answer = await fetch(path, { credentials: 'omit', cache: 'no-store', ...request });
  learnTime(answer);
  if (answer.status === 204) return undefined;
  if (answer.ok) return answer.json();
  const problem = await answer.json().catch(() => ({}));
  throw new Refusal(problem.code ?? String(answer.status));
}

/**
 * Signs and sends, and once more if our clock was wrong: the answer has told the right time.
 *
 * @template T
 * @param {() => Promise<T>} send
 * @returns {Promise<T>}
 */
async function inRightTime(send) {
  try {
    return await send();
  } catch (error) {
    if (error instanceof Refusal && error.code === 'SIGNATURE_STALE') return send();
    throw error;
  }
}

/**
 * @param {string} path
 * @param {object} body
 */
function post(path, body) {
  return call(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/**
 * Whose account a code adds. Nothing is spent and nothing is kept.
 *
 * @param {string} code
 * @returns {Promise<{userId: string, domain: string, domainName?: string}>}
 */
export function previewEnrolment(code) {
  return post('/mfa/v1/devices/preview', { code });
}

/**
 * Makes a key and registers it with a one-time code.
 *
 * @param {string} code
 * @param {string} name
 * @returns {Promise<Account>}
 */
export async function enrol(code, name) {
  const { publicKey, privateKey } = await makeKeyPair();
  const header = { typ: 'sekisho-registration+jws', jwk: await publicJwk(publicKey) };
  const { deviceId, userId, domain, domainName } = await inRightTime(async () => {
    const registration = await sign(privateKey, header, { code, name, platform: 'web' });
    return post('/mfa/v1/devices', { registration });
  });
  return { deviceId, userId, domain, domainName, name, privateKey };
}

/**
 * @param {Account} account
 * @returns {Promise<Challenge[]>}
 */
export function pullChallenges({ deviceId, userId, domain, privateKey }) {
  return inRightTime(async () => {
    const jws = await sign(privateKey, { typ: 'sekisho-pull+jws', kid: deviceId }, { domain, userId });
    const { challenges } = await call(`/mfa/v1/devices/${deviceId}/challenges`, {
      headers: { authorization: `Sekisho-Device ${jws}` },
    });
    return challenges;
  });
}

/**
 * Takes this device off the account, so that nobody is asked here any more.
 *
 * @param {Account} account
 */
export function leaveAccount({ deviceId, userId, domain, privateKey }) {
  return inRightTime(async () => {
    const jws = await sign(privateKey, { typ: 'sekisho-forget+jws', kid: deviceId }, { domain, userId });
    return call(`/mfa/v1/devices/${deviceId}`, {
      method: 'DELETE',
      headers: { authorization: `Sekisho-Device ${jws}` },
    });
  });
}

/**
 * @param {Account} account
 * @param {string} challengeId
 * @param {{answer: 'approve', matchCode?: string} | {answer: 'deny', reason: string}} answer
 */
export async function answerChallenge({ deviceId, privateKey }, challengeId, answer) {
  await inRightTime(async () => {
    const jws = await sign(privateKey, { typ: 'sekisho-answer+jws', kid: deviceId }, { challengeId, ...answer });
    return post(`/mfa/v1/push-challenges/${challengeId}/answer`, { answer: jws });
  });
}
