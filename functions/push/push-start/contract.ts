import * as z from 'zod';
import { ApplicationField, ChallengeContextField, CodeField, DomainField, UserIdField } from '../../http/fields.ts';

/** What another state machine hands to the push machine (docs/push.md section 3). */
export const StartPushEvent = z.object({
  domain: DomainField,
  userId: UserIdField,
  appName: ApplicationField,
  context: ChallengeContextField.optional(),
  matchCode: CodeField.optional(),
});
