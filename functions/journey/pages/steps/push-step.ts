import type { Challenges, PushMachine } from '../../../core/ports/push.ts';
import { beginWaiting } from '../../../core/push/begin-waiting.ts';
import { type Approval, readApproval } from '../../../core/push/read-approval.ts';
import { type ReadChallengeDependencies, readChallenge } from '../../../core/push/read-challenge.ts';
import { type StartPushDependencies, type StartPushOutcome, startPush } from '../../../core/push/start-push.ts';
import { challengeReader } from '../../../core/sessions/challenge-reader.ts';
import {
  leaveSession,
  type OpenSession,
  recordVerdict,
  rememberChallenge,
} from '../../../core/sessions/open-session.ts';
import type { Reply } from '../../../http/reply.ts';
import { notSentMessage } from '../messages.ts';
import { leadTo } from '../notice.ts';
import { pushApprovedPage, pushDeniedPage, pushExpiredPage, pushPage } from '../views/push.ts';
import type { ActingVisit, Visit } from '../visit.ts';
import { type AfterProofDependencies, afterProof } from './after-proof.ts';
import { hasOtherWay } from './other-way.ts';
import { answer, type Step } from './step.ts';

export interface PushStepDependencies extends StartPushDependencies, ReadChallengeDependencies, AfterProofDependencies {
  readonly clock: StartPushDependencies['clock'];
  readonly users: StartPushDependencies['users'];
  readonly devices: StartPushDependencies['devices'];
  readonly challenges: Challenges;
  readonly machine: Pick<PushMachine, 'start'>;
  /** Where phones find this service, without a slash at the end. */
  readonly publicUrl: string;
}

type StartedPush = Extract<StartPushOutcome, { kind: 'started' }>;

/** Approval on a phone. The phone's answer is proven where it arrives; here it is only fetched, by this session alone. */
export function pushStep(deps: PushStepDependencies): Step {
  return {
    async show(visit) {
      const state = await pushState(deps, visit);
      switch (state?.kind) {
        case undefined:
          return leadTo(visit);
        case 'pending':
          return answer(visit, pushPage(visit, await waiting(deps, visit)));
        case 'approved':
          return answer(visit, pushApprovedPage(visit));
        case 'denied':
          return answer(visit, pushDeniedPage(visit));
        case 'expired':
          return answer(visit, pushExpiredPage(visit, await hasOtherWay(visit, 'push')));
        default:
          return state satisfies never;
      }
    },
    async act(visit, { form }) {
      if (form.act === 'send') return ask(deps, visit);
      if (form.act === 'finish') return finish(deps, visit);
      return leadTo(visit);
    },
  };
}

/** What the waiting person sees: the digits, and where his phone asks. */
async function waiting({ publicUrl }: PushStepDependencies, visit: Visit): Promise<Parameters<typeof pushPage>[1]> {
  const devices = await visit.registeredDevices();
  return {
    digits: visit.session.challenges.push?.display,
    hasOther: await hasOtherWay(visit, 'push'),
    approvalPage: devices.some(({ platform }) => platform === 'web') ? `${publicUrl}/mfa/device` : undefined,
    rings: devices.some(({ endpointArn }) => endpointArn !== undefined),
  };
}

/** The state of this session's challenge; undefined when it waits for none. */
async function pushState(deps: ReadChallengeDependencies, { session }: Visit): Promise<Approval | undefined> {
  const { push } = session.challenges;
  if (push === undefined) return undefined;
  const challenge = await readChallenge(deps, push.correlationId, challengeReader(session.id), 0);
  return challenge === undefined ? undefined : readApproval(challenge, deps.clock());
}

async function ask(deps: PushStepDependencies, visit: ActingVisit): Promise<Reply> {
  const { session, settings, open } = visit;
  // A second click, or a second tab: the phone is being asked already.
  if ((await pushState(deps, visit))?.kind === 'pending') return leadTo(visit, 'push');
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
      return leadTo(visit, waits ? 'push' : undefined);
    }
    default:
      return {
        ...leadTo(visit, undefined, notSentMessage(settings, started, visit.nowMs)),
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
  const stored = await rememberChallenge(deps, open, 'push', {
    correlationId: challenge.id,
    sentAtMs: challenge.startedAtMs,
    expiresAtMs: challenge.expiresAtMs,
    ...(matchCode === undefined ? {} : { display: matchCode.reveal() }),
  });
  if (stored === 'blocked') return false;
  await deps.machine.start(execution);
  return true;
}

async function finish(deps: PushStepDependencies, visit: ActingVisit): Promise<Reply> {
  const state = await pushState(deps, visit);
  switch (state?.kind) {
    case 'approved': {
      const { verdict } = state;
      const recorded = await recordVerdict(deps, visit.open, { factor: 'push', step: 'push' }, verdict);
      return afterProof(deps, visit, { verdict, recorded }, () => leadTo(visit));
    }
    case 'denied':
      await leaveSession(deps, visit.open, 'denied');
      return leadTo(visit);
    case 'expired':
    case 'pending':
      return leadTo(visit, 'push');
    case undefined:
      return leadTo(visit);
    default:
      return state satisfies never;
  }
}
