import { compactVerify, decodeProtectedHeader } from 'jose';
import * as z from 'zod';
import { isShownText, normaliseShownText } from '../../core/messages/shown-text.ts';
import type { DeviceMessage, DeviceMessages, SignedMessage } from '../../core/ports/push.ts';
import { type DeviceKey, PLATFORMS } from '../../core/push/device.ts';

const Coordinate = z.string().regex(/^[\w-]{43}$/);
const Jwk = z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: Coordinate, y: Coordinate });
/** Exactly these members: an unknown one may change what a signature means (`crit`, RFC 7515 section 4.1.11). */
const headerFor = <M extends z.ZodRawShape>(typ: string, member: M) =>
  z.strictObject({ alg: z.literal('ES256'), typ: z.literal(typ), ...member });
const KeyHeader = headerFor('sekisho-registration+jws', { jwk: Jwk });
const kid = z.string().regex(/^[\w-]{1,64}$/);
const PullHeader = headerFor('sekisho-pull+jws', { kid });
const ForgetHeader = headerFor('sekisho-forget+jws', { kid });
const AnswerHeader = headerFor('sekisho-answer+jws', { kid });

const common = { iat: z.number(), jti: z.string().regex(/^[\w-]{16,64}$/) };
const ShownText = z
  .string()
  .refine((text) => isShownText(text))
  .transform(normaliseShownText);

const Registration = z.object({
  ...common,
  code: z.string().max(64),
  name: ShownText,
  platform: z.enum(PLATFORMS),
  pushToken: z.string().min(1).max(4096).optional(),
});
const Owner = z
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
    const opened = open(jws, KeyHeader, Registration);
    return opened && { ...opened.message, key: { x: opened.header.jwk.x, y: opened.header.jwk.y } };
  },
  pull: (jws) => ofDevice(open(jws, PullHeader, Owner)),
  forget: (jws) => ofDevice(open(jws, ForgetHeader, Owner)),
  answer: (jws) => ofDevice(open(jws, AnswerHeader, Answer)),
};

interface Opened<H, C> {
  readonly header: H;
  readonly message: SignedMessage<C>;
}

function ofDevice<C>(opened: Opened<{ kid: string }, C> | undefined): DeviceMessage<C> | undefined {
  return opened && { ...opened.message, deviceId: opened.header.kid };
}

function open<H, C extends { iat: number; jti: string }>(
  jws: string,
  headers: z.ZodType<H>,
  payloads: z.ZodType<C>,
): Opened<H, C> | undefined {
  const header = headers.safeParse(headerOf(jws));
  const payload = payloads.safeParse(payloadOf(jws));
  if (!header.success || !payload.success) return undefined;
  const claims = payload.data;
  const signed = { issuedAtSeconds: claims.iat, messageId: claims.jti };
  return { header: header.data, message: { claims, ...signed, isSignedBy: (key) => isSignedBy(jws, key) } };
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
