import { basePorts } from '../../wiring/base-ports.ts';
import { healthHandler } from './handler.ts';

export const handler = healthHandler(basePorts());
