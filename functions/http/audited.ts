import { type AuditEvent, type AuditKind, boundedNames, boundedValues } from '../core/audit/record.ts';
import type { UserKey } from '../core/directory/user.ts';
import { isShownText, normaliseShownText } from '../core/messages/shown-text.ts';
import type { Audit, Ending } from '../core/ports/audit.ts';
import { ApiError } from './api-error.ts';
import type { CallerEvidence } from './callers.ts';
import { thisCall } from './current-call.ts';
import type { AnswerStyle, Operation } from './endpoint.ts';
import { DomainField, MAX_REASON, UserIdField } from './fields.ts';
import { type Reply, refused } from './reply.ts';

interface AuditedRequest extends CallerEvidence {
  readonly caller: { readonly user: UserKey } | undefined;
  readonly body: unknown;
  readonly path: Readonly<Record<string, string | undefined>>;
}

interface AuditedDependencies {
  readonly audit?: Audit;
  readonly callers?: { readonly defaultDomain: string };
}

const REASON_HEADER = 'sekisho-reason';

/** From here on the records of this call say who makes it, and why in his own words. */
export function noteCaller(
  { caller: kind, audit }: Operation,
  caller: AuditedRequest['caller'],
  evidence: CallerEvidence,
) {
  const call = thisCall();
  if (call === undefined || caller === undefined) return;
  const reason = audit === undefined ? undefined : reasonOf(evidence.headers[REASON_HEADER]);
  const { domain, userId } = caller.user;
  call.asker = { ...call.asker, actor: { kind, domain, userId }, ...(reason === undefined ? {} : { reason }) };
}

/** A body that says why is as good as the header, and the nearer of the two. */
function noteReasonIn(body: unknown): void {
  const call = thisCall();
  if (call === undefined || !isFields(body) || typeof body.reason !== 'string') return;
  call.asker = { ...call.asker, reason: body.reason };
}

/** For what nobody may do without saying why. */
export function requireReason(): void {
  if (thisCall()?.asker.reason !== undefined) return;
  throw new ApiError('FIELD_MISSING', { faults: [{ field: 'Sekisho-Reason', expected: 'a header that says why' }] });
}

/** Letters beyond ASCII come percent-encoded, since headers carry none (RFC 9110 section 5.5). */
function reasonOf(header: string | undefined): string | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  const text = decoded(header.trim());
  if (isShownText(text, MAX_REASON)) return normaliseShownText(text);
  const expected = `one line of at most ${MAX_REASON} visible characters`;
  throw new ApiError('FIELD_INVALID', { faults: [{ field: 'Sekisho-Reason', expected }] });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An operation between the two records of the chain that it belongs to. A refusal is an end like any other. */
export async function audited(
  { audit, callers }: AuditedDependencies,
  style: AnswerStyle,
  kind: AuditKind,
  request: AuditedRequest,
  run: () => Promise<Reply>,
): Promise<Reply> {
  if (audit === undefined || request.caller === undefined || callers === undefined) {
    throw new TypeError('this operation is recorded but was given nothing to record it with');
  }
  const event = eventOf(kind, request, request.caller.user, callers.defaultDomain);
  noteReasonIn(request.body);
  const refusing = async (): Promise<Reply> => {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return refused(style, error.code, { faults: error.faults, headers: error.headers });
    }
  };
  return audit.around(event, refusing, endingOf);
}

function endingOf({ status, code, changed }: Reply): Ending {
  return {
    outcome: status < 300 ? 'done' : 'refused',
    ...(code === undefined ? {} : { code }),
    ...(changed === undefined ? {} : { changed: boundedValues(changed) }),
  };
}

function eventOf(kind: AuditKind, request: AuditedRequest, caller: UserKey, defaultDomain: string): AuditEvent {
  const named = UserIdField.safeParse(request.path.userId);
  return {
    kind,
    domain: domainOf(request, caller, defaultDomain),
    ...(named.success ? { userId: named.data } : isOfOneself() ? { userId: caller.userId } : {}),
    ...(isFields(request.body) ? { fields: boundedNames(Object.keys(request.body)) } : {}),
  };
}

/** The domain that the call is about, where the caller may have a say in it; else his own, which sees that he tried. */
function domainOf({ path, query, body }: AuditedRequest, caller: UserKey, defaultDomain: string): string {
  const inBody = isFields(body) ? body.name : undefined;
  const named = DomainField.safeParse(path.domain ?? query.domain ?? query.name ?? inBody);
  return named.success && caller.domain === defaultDomain ? named.data : caller.domain;
}

function isFields(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null;
}

/** What a person does with his password, where the path names nobody, concerns himself. */
function isOfOneself(): boolean {
  return thisCall()?.asker.actor.kind === 'user';
}
