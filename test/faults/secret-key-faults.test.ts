import { breakRoutes } from './break-each-call.ts';
import { KEYS } from './scenarios/secret-key.ts';

breakRoutes(KEYS);
