import { breakRoutes } from './break-each-call.ts';
import { OTP } from './scenarios/otp.ts';

breakRoutes(OTP);
