import document from '../../docs/openapi.json' with { type: 'json' };
import { ground } from '../wiring/ground.ts';
import { openapiHandler } from './handler.ts';

export const handler = openapiHandler({ ...ground(), document });
