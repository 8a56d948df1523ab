import type { AuditEvent } from '../../../../functions/core/audit/record.ts';
import { epochOf, isOwn } from '../../../../functions/core/directory/epoch.ts';
import type { UserKey } from '../../../../functions/core/directory/user.ts';
import type { Enrolment, EnrolmentCode } from '../../../../functions/core/enrol/enrolment.ts';
import type { Audit } from '../../../../functions/core/ports/audit.ts';
import type { Credentials } from '../../../../functions/core/ports/credentials.ts';
import type {
  Challenges,
  CodeOwner,
  DeviceMessage,
  Devices,
  Enrolments,
  PushEndpoints,
  PushMachine,
} from '../../../../functions/core/ports/push.ts';
import { type Challenge, stateOf } from '../../../../functions/core/push/challenge.ts';
import type { Device, DeviceKey } from '../../../../functions/core/push/device.ts';
import { hashEnrolmentCode } from '../../../../functions/core/push/enrolment-code.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import type { Credential } from '../../../../functions/core/verify/credential.ts';
import { ALICE, countingBytes, credentialsStub, FRESH, KEYS, keyRing, NOW_MS, usersStub } from '../stubs.ts';

export const USER: UserKey = { domain: 'D', userId: 'alice' };

export const CHALLENGE: Challenge = {
  id: 'c1',
  user: USER,
  epoch: epochOf(ALICE),
  application: 'app',
  context: {},
  startedBy: 'client',
  startedAtMs: NOW_MS - 5_000,
  expiresAtMs: NOW_MS + 55_000,
};

export const KEY: DeviceKey = { x: 'x1', y: 'y1' };
export const OTHER_KEY: DeviceKey = { x: 'x2', y: 'y2' };

export const PHONE: Device = {
  id: 'phone',
  name: 'Phone',
  platform: 'ios',
  publicKey: KEY,
  createdAtMs: 1,
  generation: ALICE.generation,
};

/** Challenges in memory. `waiting` are those for whose answer a machine waits, under the token `machine of <id>`. */
export function memoryChallenges(challenges: readonly Challenge[], waiting: readonly string[] = []) {
  const items = new Map(challenges.map((challenge) => [challenge.id, challenge]));
  const messages = new Set<string>();
  const isOpen = (id: string, nowMs: number) => {
    const challenge = items.get(id);
    return challenge !== undefined && stateOf(challenge, nowMs).status === 'pending';
  };
  const port: Challenges = {
    async add(challenge) {
      items.set(challenge.id, challenge);
    },
    find: async (id) => items.get(id),
    listOpen: async ({ domain, userId }, nowMs) =>
      [...items.values()].filter(
        ({ id, user }) => user.domain === domain && user.userId === userId && isOpen(id, nowMs),
      ),
    async useMessage(id, { messageId, nowMs }) {
      if (!isOpen(id, nowMs) || messages.has(`${id} ${messageId}`)) return 'blocked';
      messages.add(`${id} ${messageId}`);
      return 'noted';
    },
    async decide(id, answer) {
      const challenge = items.get(id);
      if (challenge === undefined || !isOpen(id, answer.answeredAtMs)) return 'blocked';
      items.set(id, { ...challenge, answer });
      return waiting.includes(id) ? { taskToken: `machine of ${id}` } : {};
    },
  };
  const answerOf = (id: string) => items.get(id)?.answer;
  return { ...port, answerOf, all: () => [...items.values()], usedMessages: () => [...messages] };
}

/** The part of one user's credential that pushes touch. `now` is undefined as long as there is no item. */
export function memoryCredential(start: Credential | undefined) {
  let item = start;
  const change = (changed: Partial<Credential>): Credential => {
    item = { ...(item ?? FRESH), ...changed };
    return item;
  };
  const methods: Partial<Credentials> = {
    async reserveAttempt(_user, { nowMs, limits, factor }) {
      if (factor !== 'push') throw new Error(`unexpected attempt of ${factor}`);
      if (item === undefined || item.failures >= limits.maxFailures || item.streak >= limits.hardStop) return 'blocked';
      return change({ failures: item.failures + 1, streak: item.streak + 1, lastAttemptAtMs: nowMs });
    },
    async settlePush() {
      change({ failures: 0, streak: 0, sends: 0, pushesStopped: false, lastMethod: 'push' });
    },
    async stopPushes() {
      change({ pushesStopped: true });
    },
    async openWindow() {
      change({ failures: 0, pins: {} });
    },
    async createWithPush(_user, nowMs) {
      if (item !== undefined) return 'blocked';
      change({ sends: 1, lastSendAtMs: nowMs });
      return 'counted';
    },
    async countPush(_user, { nowMs, maxSends, newSendWindow, limits }) {
      if (item === undefined || item.pushesStopped || item.failures >= limits.maxFailures) return 'blocked';
      if (newSendWindow === undefined ? item.sends >= maxSends : item.lastSendAtMs !== newSendWindow.lastSendAtMs) {
        return 'blocked';
      }
      change({ sends: newSendWindow === undefined ? item.sends + 1 : 1, lastSendAtMs: nowMs });
      return 'counted';
    },
  };
  return { port: credentialsStub(methods), methods, now: () => item };
}

/** Registered devices of everybody, in memory. */
export function memoryDevices(...registered: readonly (readonly [UserKey, Device])[]) {
  const entries = [...registered];
  const of = ({ domain, userId }: UserKey) =>
    entries.filter(([user]) => user.domain === domain && user.userId === userId).map(([, device]) => device);
  const port: Devices = {
    listAll: async (user) => of(user),
    list: async (user, person) => of(user).filter(({ generation }) => isOwn(person, generation)),
    find: async (user, person, id) => of(user).find((device) => device.id === id && isOwn(person, device.generation)),
    async add(user, device) {
      entries.push([user, device]);
    },
    markLost: async () => 'blocked',
    async remove() {
      throw new Error('unexpected removal of a device');
    },
  };
  return { ...port, of };
}

/** What codes lead to, in memory. */
function memoryEnrolments() {
  const items = new Map<string, CodeOwner>();
  const port: Enrolments = {
    async add(codeHash, owner) {
      items.set(codeHash, owner);
    },
    async find(codeHash, nowMs) {
      const owner = items.get(codeHash);
      return owner !== undefined && nowMs < owner.expiresAtMs ? owner : undefined;
    },
  };
  return { ...port, owners: () => [...items.values()] };
}

/** An outstanding code of alice, whose credential says that it stands until it is spent. */
export async function outstandingCode(typed: string, code: Partial<EnrolmentCode> = {}, of: UserKey = USER) {
  const hash = hashEnrolmentCode(KEYS, new Secret(typed));
  const epoch = epochOf(ALICE);
  const standing = { hash, by: 'password', epoch, expiresAtMs: NOW_MS + 1, ...code } as const;
  let enrolment: Enrolment | undefined = { version: 'one', begunAtMs: [], code: standing };
  const enrolments = memoryEnrolments();
  await enrolments.add(hash, { user: of, epoch, expiresAtMs: NOW_MS + 1 });
  const credentials = credentialsStub({
    async spendEnrolment(_user, codeHash) {
      if (enrolment?.code?.hash !== codeHash) return 'blocked';
      enrolment = undefined;
      return 'spent';
    },
  });
  return { enrolments, credentials, enrolment: () => enrolment };
}

/** A user who answers: what the routes of an answer need, in memory. */
export function answeringWorld(start: {
  readonly challenges?: readonly Challenge[];
  readonly waiting?: readonly string[];
  readonly credential?: Credential | undefined;
  readonly devices?: readonly Device[];
}) {
  const challenges = memoryChallenges(start.challenges ?? [CHALLENGE], start.waiting);
  const credential = memoryCredential('credential' in start ? start.credential : FRESH);
  const machine = machineStub();
  const noted: AuditEvent[] = [];
  const audit: Pick<Audit, 'note'> = {
    note: async (event) => {
      noted.push(event);
    },
  };
  const deps = {
    clock: () => NOW_MS,
    random: countingBytes(),
    keys: keyRing,
    users: usersStub(ALICE, credential.now),
    credentials: credential.port,
    challenges,
    audit,
    machine,
    devices: memoryDevices(...(start.devices ?? [PHONE]).map((device) => [USER, device] as const)),
  };
  return { deps, challenges, credential, woken: machine.woken, noted };
}

/** A machine that notes by which tokens it was woken. */
function machineStub() {
  const woken: string[] = [];
  const port: Pick<PushMachine, 'wake'> = {
    async wake(taskToken) {
      woken.push(taskToken);
    },
  };
  return { ...port, woken };
}

/** SNS with an application for iOS alone. */
export const iosEndpoints: PushEndpoints = {
  register: async (platform, pushToken) => (platform === 'ios' ? `arn:of:${pushToken}` : undefined),
};

/** A message that `KEY` signed at this second; a test says what is different. */
export function signed<Claims>(
  claims: Claims,
  different: Partial<DeviceMessage<Claims>> & { readonly signer?: DeviceKey } = {},
): DeviceMessage<Claims> {
  const { signer = KEY, ...rest } = different;
  return {
    claims,
    issuedAtSeconds: NOW_MS / 1000,
    messageId: 'message-1',
    deviceId: PHONE.id,
    isSignedBy: async (key) => key.x === signer.x && key.y === signer.y,
    ...rest,
  };
}
