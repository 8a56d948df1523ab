import { putResponse } from '../../adapters/cloudformation/put-response.ts';
import { awsSmsAccount } from '../../adapters/sms-voice/sms-account.ts';
import { smsAccountHandler } from './handler.ts';

export const handler = smsAccountHandler({ account: awsSmsAccount(), respond: putResponse });
