import type { PushStateMachine } from '../constructs/push-state-machine.ts';
import type { ServiceFunctions } from '../service-functions.ts';
import type { StateStack } from '../state-stack.ts';

/** The journey of a browser: a session, its pages, its result. */
export function serveJourney(functions: ServiceFunctions, state: StateStack, machine: PushStateMachine): void {
  const { sealKey, signingKey } = state;
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
  const pages = functions.serve(
    'pages',
    'Serves the pages on which people prove and change their factors',
    (role) => ({
      PUBLIC_URL,
      ...functions.table(role, 'pages'),
      ...sealKey.grantCreateDataKeys(role),
      ...functions.send(role),
      ...machine.grantStart(role),
    }),
    // A waiting page asks for up to 20 seconds at a time.
    { timeoutSeconds: 30 },
  );
  functions.serveRest(pages);
}
