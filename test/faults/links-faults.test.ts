import { breakRoutes } from './break-each-call.ts';
import { LINKS } from './scenarios/links.ts';

breakRoutes(LINKS);
