import type { Challenges, PushMachine } from '../../core/ports/push.ts';
import { beginWaiting } from '../../core/push/begin-waiting.ts';
import { type ChallengeState, stateOf } from '../../core/push/challenge.ts';
import { type ReadChallengeDependencies, readChallenge } from '../../core/push/read-challenge.ts';
import { type StartPushDependencies, type StartPushOutcome, startPush } from '../../core/push/start-push.ts';
import {
  denySession,
  type OpenSession,
  type OpenSessionDependencies,
  recordVerdict,
  rememberChallenge,
} from '../../core/sessions/open-session.ts';
import type { Reply } from '../../http/reply.ts';
import { messageQuery, notSentMessage } from '../messages.ts';
import { seeOther } from '../page-reply.ts';
import { pushApprovedPage, pushDeniedPage, pushExpiredPage, pushPage } from '../views/push.ts';
import type { ActingVisit, Visit } from '../visit.ts';
import { afterProof } from './after-proof.ts';
import { answer, type Step } from './step.ts';

export interface PushStepDependencies
  extends StartPushDependencies,
    ReadChallengeDependencies,
    OpenSessionDependencies {
  readonly challenges: Challenges;
  readonly machine: Pick<PushMachine, 'start'>;
}

type StartedPush = Extract<StartPushOutcome, { kind: 'started' }>;

/** Approval on a phone. The phone's answer is proven where it arrives; here it is only fetched, by this session alone. */
export function pushStep(deps: PushStepDependencies): Step {
  return {
    async show(visit) {
      const { texts, session } = visit;
      const state = await pushState(deps, visit, 0);
      switch (state?.status) {
        case undefined:
          return seeOther(visit.path());
        case 'pending':
          return answer(visit, pushPage(visit, session.challenge?.display));
        case 'approved':
          return answer(visit, pushApprovedPage(visit));
        case 'denied':
          return answer(visit, pushDeniedPage(visit, texts.denied));
        case 'expired':
          return answer(visit, pushExpiredPage(visit));
        default:
          return state satisfies never;
      }
    },
    async act(visit, { form }) {
      if (form.act === 'send') return ask(deps, visit);
      if (form.act === 'finish') return finish(deps, visit);
      return seeOther(visit.path());
    },
  };
}

/** Whoever started a challenge may read it; a session starts its own. */
function challengeReader(sessionId: string): string {
  return `session#${sessionId}`;
}

/** The state of this session's challenge, after at most `waitSeconds`; undefined when it waits for none. */
export async function pushState(
  deps: ReadChallengeDependencies,
  { session }: Visit,
  waitSeconds: number,
): Promise<ChallengeState | undefined> {
  if (session.challenge?.factor !== 'push') return undefined;
  const { correlationId } = session.challenge;
  const challenge = await readChallenge(deps, correlationId, challengeReader(session.id), waitSeconds);
  return challenge === undefined ? undefined : stateOf(challenge, deps.clock());
}

async function ask(deps: PushStepDependencies, visit: ActingVisit): Promise<Reply> {
  const { session, settings, open } = visit;
  // A second click, or a second tab: the phone is being asked already.
  if ((await pushState(deps, visit, 0))?.status === 'pending') return seeOther(visit.path('push'));
  const started = await startPush(deps, settings, {
    user: session.user,
    application: session.application,
    context: session.context ?? {},
    startedBy: challengeReader(session.id),
    matchCode: undefined,
  });
  switch (started.kind) {
    case 'started': {
      const waits = await beginWaiting(deps, started.challenge, () => waitFor(deps, open, started));
      return seeOther(waits ? visit.path('push') : visit.path());
    }
    default:
      return {
        ...seeOther(visit.path(), messageQuery(notSentMessage(settings, started, visit.nowMs))),
        ...(started.kind === 'refused' ? { code: started.reason } : {}),
      };
  }
}

/** False when the session was over meanwhile. */
async function waitFor(
  deps: PushStepDependencies,
  open: OpenSession,
  { challenge, matchCode, execution }: StartedPush,
): Promise<boolean> {
  const stored = await rememberChallenge(deps, open, {
    factor: 'push',
    correlationId: challenge.id,
    sentAtMs: challenge.startedAtMs,
    expiresAtMs: challenge.expiresAtMs,
    ...(matchCode === undefined ? {} : { display: matchCode.reveal() }),
  });
  if (stored === 'blocked') return false;
  await deps.machine.start(execution);
  return true;
}

/** An approval stands in the challenge because `verify()` accepted it when the phone answered. */
async function finish(deps: PushStepDependencies, visit: ActingVisit): Promise<Reply> {
  const state = await pushState(deps, visit, 0);
  switch (state?.status) {
    case 'approved': {
      const verdict = { kind: 'accepted' } as const;
      const recorded = await recordVerdict(deps, visit.open, 'push', verdict);
      return afterProof(deps, visit, { verdict, recorded }, () => seeOther(visit.path()));
    }
    case 'denied':
      await denySession(deps, visit.open);
      return seeOther(visit.path());
    case 'expired':
    case 'pending':
      return seeOther(visit.path('push'));
    case undefined:
      return seeOther(visit.path());
    default:
      return state satisfies never;
  }
}
