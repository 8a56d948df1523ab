import { breakRoutes } from './break-each-call.ts';
import { BYPASS_CODES } from './scenarios/bypass-codes.ts';

breakRoutes(BYPASS_CODES);
