import { breakRoutes } from './break-each-call.ts';
import { ADMINISTRATION } from './scenarios/administration.ts';

breakRoutes(ADMINISTRATION);
