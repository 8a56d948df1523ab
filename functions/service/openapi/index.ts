import document from '../../../docs/openapi.json' with { type: 'json' };
import { basePorts } from '../../wiring/base-ports.ts';
import { openapiHandler } from './handler.ts';

export const handler = openapiHandler({ ...basePorts(), document });
