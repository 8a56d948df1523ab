import type { Account, UserKey } from '../directory/user.ts';
import type { Answer, Challenge } from '../push/challenge.ts';
import type { Device, DeviceKey, Platform } from '../push/device.ts';

/** Who the account of a name stands for now. */
type Person = Pick<Account, 'generation' | 'predates'>;

/** Registered devices; they stand in the partition of their user. */
export interface Devices {
  /** Those of this person: what an earlier one of the name left is nobody's. At most 100. */
  list(user: UserKey, person: Person): Promise<readonly Device[]>;
  /** Whosever they are, for administrators. At most 100. */
  listAll(user: UserKey): Promise<readonly Device[]>;
  find(user: UserKey, person: Person, deviceId: string): Promise<Device | undefined>;
  add(user: UserKey, device: Device): Promise<void>;
  /** Its owner says that it is lost (`lostAtMs`), or has it again. */
  markLost(user: UserKey, deviceId: string, lostAtMs: number | undefined): Promise<'marked' | 'blocked'>;
  /** Nothing happens when there is no such device. */
  remove(user: UserKey, deviceId: string): Promise<void>;
}

/** Whose a code is. Which code still counts is written in the credential of the person, not here. */
export interface CodeOwner {
  readonly user: UserKey;
  readonly epoch: string;
  readonly expiresAtMs: number;
  /** Of the code that ends a reset: which one (`requestedAtMs`). */
  readonly reset?: number;
}

/** Leads from a code that was typed to its person. Only a keyed hash of the code is known here. */
export interface Enrolments {
  add(codeHash: string, owner: CodeOwner): Promise<void>;
  /** Undefined when there is none that still lives. */
  find(codeHash: string, nowMs: number): Promise<CodeOwner | undefined>;
}

/** Challenges, each an item of its own. An answer is one conditional write: the first one wins. */
export interface Challenges {
  add(challenge: Challenge): Promise<void>;
  find(challengeId: string): Promise<Challenge | undefined>;
  /** Of one user, without an answer and in time; oldest first. */
  listOpen(user: UserKey, nowMs: number): Promise<readonly Challenge[]>;
  /** Notes that a signed message is used, while the challenge is open. */
  useMessage(challengeId: string, use: { messageId: string; nowMs: number }): Promise<'noted' | 'blocked'>;
  /** Writes the answer if there is none and the time is not over. The token is that of the waiting machine, if it waits. */
  decide(challengeId: string, answer: Answer): Promise<{ readonly taskToken?: string } | 'blocked'>;
}

/** What a machine is started with; its own first state makes the same for executions that others start. */
export interface PushExecution {
  readonly challengeId: string;
  readonly timeoutSeconds: number;
  /** One for each device that SNS can push to. */
  readonly targets: readonly { readonly endpointArn: string; readonly message: string }[];
}

/** The state machine that waits for the answer. */
export interface PushMachine {
  start(execution: PushExecution): Promise<void>;
  /**
   * Wakes it. Never fails: a machine that was not woken finds the answer in the challenge when its time is over, and
   * the client that started the challenge does not wait for the machine.
   */
  wake(taskToken: string): Promise<void>;
}

export interface PushEndpoints {
  /** The address for pushes to a device, made or revived; undefined when SNS does not push to this platform. */
  register(platform: Platform, pushToken: string): Promise<string | undefined>;
}

export interface PushNotices {
  /** Hands a text to SNS for one device; false when it refused or did not answer. */
  publish(endpointArn: string, message: string): Promise<boolean>;
}

export type Sleep = (ms: number) => Promise<void>;

/** A well-formed JWS whose claims are not proven before `isSignedBy` says so. */
export interface SignedMessage<Claims> {
  readonly claims: Claims;
  readonly issuedAtSeconds: number;
  readonly messageId: string;
  isSignedBy(key: DeviceKey): Promise<boolean>;
}

/** It names the device that it claims to be signed by (`kid`). */
export interface DeviceMessage<Claims> extends SignedMessage<Claims> {
  readonly deviceId: string;
}

/** It brings the key that it claims to be signed by (`jwk`). */
interface RegistrationMessage extends SignedMessage<RegistrationClaims> {
  readonly key: DeviceKey;
}

export interface RegistrationClaims {
  readonly code: string;
  readonly name: string;
  readonly platform: Platform;
  readonly pushToken?: string | undefined;
}

interface OwnerClaims {
  readonly user: UserKey;
}

export type AnswerClaims = { readonly challengeId: string } & (
  | { readonly answer: 'approve'; readonly matchCode?: string | undefined }
  | { readonly answer: 'deny'; readonly reason: 'not_me' | 'mistake' }
);

/** Reads what devices sign; undefined for everything that is not of the right form and purpose. */
export interface DeviceMessages {
  registration(jws: string): RegistrationMessage | undefined;
  pull(jws: string): DeviceMessage<OwnerClaims> | undefined;
  forget(jws: string): DeviceMessage<OwnerClaims> | undefined;
  answer(jws: string): DeviceMessage<AnswerClaims> | undefined;
}
