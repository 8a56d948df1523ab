import type { Credential } from '../verify/credential.ts';

export const PLATFORMS = ['ios', 'android', 'web'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** The public half of a P-256 key pair, in base64url (RFC 7518 section 6.2.1). */
export interface DeviceKey {
  readonly x: string;
  readonly y: string;
}

/** Of one person. Devices come under his lease, so counting them there is enough. */
export const MAX_DEVICES = 20;

export interface Device {
  readonly id: string;
  readonly name: string;
  readonly platform: Platform;
  /** Missing in devices that answer with the user's password (OMA-style). */
  readonly publicKey?: DeviceKey;
  /** SNS endpoint; without it the device pulls. */
  readonly endpointArn?: string;
  readonly createdAtMs: number;
  /** Its owner has said that it is lost; it answers nothing until that is taken back. */
  readonly lostAtMs?: number;
  /** Of the person who registered it; undefined where he is older than generations are. */
  readonly generation: string | undefined;
}

/** Whether no reset has ended it: what such a one has ended is swept away later, if at all. */
export function hasOutlasted(
  device: Pick<Device, 'createdAtMs'>,
  credential: Pick<Credential, 'factorsSinceMs'> | undefined,
): boolean {
  return device.createdAtMs >= (credential?.factorsSinceMs ?? 0);
}

/** What its messages are checked with: what a lost device says is nobody's word. */
export function keyAtHand(device: Pick<Device, 'publicKey' | 'lostAtMs'> | undefined): DeviceKey | undefined {
  return device?.lostAtMs === undefined ? device?.publicKey : undefined;
}

/** Whether the device can answer at all: it is not lost, and without a key only where no digits are asked for. */
export function canAnswer(device: Device, settings: { readonly PushMatchCode: boolean }): boolean {
  return device.lostAtMs === undefined && (device.publicKey !== undefined || !settings.PushMatchCode);
}
