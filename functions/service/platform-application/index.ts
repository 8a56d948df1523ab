import { putResponse } from '../../adapters/cloudformation/put-response.ts';
import { secretVersionReader } from '../../adapters/secrets-manager/read-secret-version.ts';
import { snsPlatformApplications } from '../../adapters/sns/platform-applications.ts';
import { platformApplicationHandler } from './handler.ts';

export const handler = platformApplicationHandler({
  readSecret: secretVersionReader(),
  applications: snsPlatformApplications(),
  respond: putResponse,
});
