import { assertNever } from '../../core/assert-never.ts';
import { type CancelEnrolmentDependencies, cancelEnrolment } from '../../core/enrol/cancel-enrolment.ts';
import type { Log } from '../../http/log.ts';
import { logFailedNotices } from '../../http/log-failed-notices.ts';
import type { Reply } from '../../http/reply.ts';
import type { PageRequest } from '../../http/serve-page.ts';
import { type BareReplyDependencies, bareReply } from './bare-reply.ts';
import { notMe } from './contract.ts';
import { notMeDonePage, notMePage } from './views/not-me.ts';
import type { Words } from './words.ts';

export interface NotMeDependencies extends CancelEnrolmentDependencies, BareReplyDependencies {
  readonly settings: CancelEnrolmentDependencies['settings'];
  readonly log: Log;
}

/**
 * "It was not me": a code from a message ends what somebody else began. There is no session and no cookie, so a form of
 * another site could send nothing but a code that it knows; and it could type that here as well.
 */
export function notMePages(deps: NotMeDependencies) {
  const { path } = notMe;
  return {
    GET: (request: PageRequest): Promise<Reply> =>
      bareReply(deps, request, (words) => notMePage(words), { path, status: 200 }),

    POST: async (request: PageRequest): Promise<Reply> => {
      const outcome = await cancelEnrolment(deps, request.form.code ?? '');
      switch (outcome.kind) {
        case 'closed':
          return bareReply(deps, request, (words) => notMeDonePage(words, 'addition'), { path, status: 200 });
        case 'reset-ended':
          logFailedNotices(deps.log, outcome.outcomes);
          return bareReply(deps, request, (words) => notMeDonePage(words, 'reset'), { path, status: 200 });
        case 'unknown': {
          const content = (words: Words) => notMePage(words, words.texts.notMe.wrong);
          const again = await bareReply(deps, request, content, { path, status: 422 });
          return { ...again, code: 'ENROLMENT_CODE_INVALID' };
        }
        default:
          return assertNever(outcome);
      }
    },
  };
}
