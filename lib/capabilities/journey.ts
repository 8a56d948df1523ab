import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { PushPlatforms } from '../constructs/push-platforms.ts';
import type { PushStateMachine } from '../constructs/push-state-machine.ts';
import type { ResetReminders } from '../constructs/reset-reminders.ts';
import type { ServiceFunctions } from '../service-functions.ts';
import type { StateStack } from '../state-stack.ts';

/** What pages start and push to. */
interface PagesNeed {
  readonly machine: PushStateMachine;
  readonly reminders: ResetReminders;
  readonly platforms: PushPlatforms;
}

/** The journey of a browser: a session, its pages, its result. */
export function serveJourney(
  functions: ServiceFunctions,
  { sealKey, signingKey }: StateStack,
  { machine, reminders, platforms }: PagesNeed,
): void {
  const PUBLIC_URL = functions.publicUrl;
  functions.serve('sessions', 'Begins a visit to the hosted pages', (role) => ({
    PUBLIC_URL,
    ...functions.table(role, 'startSession'),
  }));
  functions.serve('session-result', 'Hands out the result of a session, once', (role) => ({
    PUBLIC_URL,
    ...functions.table(role, 'takeResult'),
    ...signingKey.grantSign(role),
  }));
  const pages = functions.serve('pages', 'Serves the pages on which people prove and change their factors', (role) => {
    platforms.grantPublish(role);
    return {
      ...functions.passkeys,
      ...functions.table(role, 'pages'),
      // The password of an account that a person links.
      ...functions.table(role, 'countTries'),
      ...sealKey.grantCreateDataKeys(role),
      ...functions.send(role),
      ...machine.grantStart(role),
      ...reminders.grantStart(role),
    };
  });
  functions.serveRest(pages);
  const { environment, limits } = functions.waits;
  const pageState = (role: IGrantable) => ({
    PUBLIC_URL,
    ...environment,
    ...functions.table(role, 'readPageState'),
    ...sealKey.grantUnwrap(role),
  });
  functions.serve('page-state', 'Tells a waiting page whether the phone has answered', pageState, limits);
}
