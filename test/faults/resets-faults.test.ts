import { breakRoutes } from './break-each-call.ts';
import { RESET_PAGES, RESETS } from './scenarios/resets.ts';

breakRoutes({ ...RESETS, ...RESET_PAGES });
