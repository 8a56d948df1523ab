import { assertNever } from '../../core/assert-never.ts';
import { type CancelEnrolmentDependencies, cancelEnrolment } from '../../core/enrol/cancel-enrolment.ts';
import type { Language } from '../../core/messages/languages.ts';
import type { Reply } from '../../http/reply.ts';
import type { PageRequest } from '../../http/serve-page.ts';
import type { Assets } from './assets.ts';
import { bareReply } from './bare-reply.ts';
import { notMe } from './contract.ts';
import type { Texts } from './texts/index.ts';
import { notMeDonePage, notMePage } from './views/not-me.ts';

export interface NotMeDependencies extends CancelEnrolmentDependencies {
  readonly assets: Assets;
}

/**
 * "It was not me": a code from a message ends what somebody else began. There is no session and no cookie, so a form of
 * another site could send nothing but a code that it knows; and it could type that here as well.
 */
export function notMePages(deps: NotMeDependencies) {
  const { path } = notMe;
  return {
    GET: (request: PageRequest): Promise<Reply> =>
      bareReply(deps.assets, request, (texts, language) => notMePage(texts, language), { path, status: 200 }),

    POST: async (request: PageRequest): Promise<Reply> => {
      const outcome = await cancelEnrolment(deps, request.form.code ?? '');
      switch (outcome) {
        case 'closed':
          return bareReply(deps.assets, request, notMeDonePage, { path, status: 200 });
        case 'unknown': {
          const content = (texts: Texts, language: Language) => notMePage(texts, language, texts.notMe.wrong);
          const again = await bareReply(deps.assets, request, content, { path, status: 422 });
          return { ...again, code: 'ENROLMENT_CODE_INVALID' };
        }
        default:
          return assertNever(outcome);
      }
    },
  };
}
