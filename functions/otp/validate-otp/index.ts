import { keyPorts } from '../../wiring/key-ports.ts';
import { Env } from './env.ts';
import { validateOtpHandler } from './handler.ts';

export const handler = validateOtpHandler(keyPorts(Env.parse(process.env)));
