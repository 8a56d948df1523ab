import { breakRoutes } from './break-each-call.ts';
import { LINKED } from './scenarios/linked-pages.ts';

breakRoutes(LINKED);
