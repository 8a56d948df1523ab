import { compactVerify, decodeProtectedHeader } from 'jose';
import * as z from 'zod';
import type { DeviceMessage, DeviceMessages, SignedMessage } from '../../core/ports/push.ts';
import { type DeviceKey, PLATFORMS } from '../../core/push/device.ts';

const Header = z.object({ alg: z.literal('ES256'), typ: z.string() });
const Coordinate = z.string().regex(/^[\w-]{43}$/);
const KeyHeader = z.object({
  jwk: z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: Coordinate, y: Coordinate }),
});
const DeviceHeader = z.object({ kid: z.string().regex(/^[\w-]{1,64}$/) });

const common = { iat: z.number(), jti: z.string().regex(/^[\w-]{16,64}$/) };
const visible = (max: number) =>
  z
    .string()
    .transform((text) => text.normalize('NFKC').trim())
    .refine((text) => text.length >= 1 && text.length <= max && !/\p{C}/u.test(text));

const Registration = z.object({
  ...common,
  code: z.string().max(64),
  name: visible(64),
  platform: z.enum(PLATFORMS),
  pushToken: z.string().min(1).max(4096).optional(),
});
const Pull = z
  .object({ ...common, domain: z.string().max(64), userId: z.string().max(256) })
  .transform(({ domain, userId, ...rest }) => ({ ...rest, user: { domain, userId } }));
const answered = { ...common, challengeId: z.string().regex(/^[\w-]{1,64}$/) };
const Answer = z.discriminatedUnion('answer', [
  z.object({ ...answered, answer: z.literal('approve'), matchCode: z.string().max(64).optional() }),
  z.object({ ...answered, answer: z.literal('deny'), reason: z.enum(['not_me', 'mistake']) }),
]);

/** Compact JWS with ES256 (RFC 7515, RFC 7518 section 3.4); `typ` says the purpose (RFC 8725 section 3.11). */
export const deviceMessages: DeviceMessages = {
  registration: (jws) => {
    const key = KeyHeader.safeParse(headerOf(jws));
    const message = open(jws, 'sekisho-registration+jws', Registration);
    return key.success && message ? { ...message, key: { x: key.data.jwk.x, y: key.data.jwk.y } } : undefined;
  },
  pull: (jws) => withDevice(jws, open(jws, 'sekisho-pull+jws', Pull)),
  answer: (jws) => withDevice(jws, open(jws, 'sekisho-answer+jws', Answer)),
};

function withDevice<C>(jws: string, message: SignedMessage<C> | undefined): DeviceMessage<C> | undefined {
  const header = DeviceHeader.safeParse(headerOf(jws));
  return header.success && message ? { ...message, deviceId: header.data.kid } : undefined;
}

function open<C extends { iat: number; jti: string }>(
  jws: string,
  purpose: string,
  schema: z.ZodType<C>,
): SignedMessage<C> | undefined {
  const header = Header.safeParse(headerOf(jws));
  const payload = schema.safeParse(payloadOf(jws));
  if (!header.success || header.data.typ !== purpose || !payload.success) return undefined;
  const claims = payload.data;
  return {
    claims,
    issuedAtSeconds: claims.iat,
    messageId: claims.jti,
    isSignedBy: (key) => isSignedBy(jws, key),
  };
}

async function isSignedBy(jws: string, { x, y }: DeviceKey): Promise<boolean> {
  try {
    await compactVerify(jws, { kty: 'EC', crv: 'P-256', x, y }, { algorithms: ['ES256'] });
    return true;
  } catch {
    return false;
  }
}

function headerOf(jws: string): unknown {
  try {
    return decodeProtectedHeader(jws);
  } catch {
    return undefined;
  }
}

function payloadOf(jws: string): unknown {
  try {
    return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
