import { breakRoutes } from './break-each-call.ts';
import { ENROLMENT } from './scenarios/enrolment-pages.ts';

breakRoutes(ENROLMENT);
