import { breakRoutes } from './break-each-call.ts';
import { DEVICES } from './scenarios/devices.ts';

breakRoutes(DEVICES);
