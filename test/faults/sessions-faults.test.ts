import { breakRoutes } from './break-each-call.ts';
import { SESSION } from './scenarios/sessions.ts';

breakRoutes(SESSION);
