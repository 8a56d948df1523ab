import { breakRoutes } from './break-each-call.ts';
import { PUSH } from './scenarios/push.ts';

breakRoutes(PUSH);
