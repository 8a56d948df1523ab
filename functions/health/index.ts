import { ground } from '../wiring/ground.ts';
import { healthHandler } from './handler.ts';

export const handler = healthHandler(ground());
