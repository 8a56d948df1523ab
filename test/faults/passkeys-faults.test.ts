import { breakRoutes } from './break-each-call.ts';
import { PASSKEYS } from './scenarios/passkeys.ts';

breakRoutes(PASSKEYS);
