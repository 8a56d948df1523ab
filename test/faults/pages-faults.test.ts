import { breakRoutes } from './break-each-call.ts';
import { PAGES } from './scenarios/pages.ts';

breakRoutes(PAGES);
