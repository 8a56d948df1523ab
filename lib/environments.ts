import type { Env as AuditEnv } from '../functions/audit/env.ts';
import type { DeployedFunction } from '../functions/catalogue.ts';
import type { Env as CreateOtpEnv } from '../functions/create-otp/env.ts';
import type { Env as DeviceEnrolmentsEnv } from '../functions/device-enrolments/env.ts';
import type { Env as DevicePageEnv } from '../functions/device-page/env.ts';
import type { Env as DevicesEnv } from '../functions/devices/env.ts';
import type { Env as EdgeGuardEnv } from '../functions/edge-guard/env.ts';
import type { Env as HealthEnv } from '../functions/health/env.ts';
import type { Env as IdentityDomainEnv } from '../functions/identity-domain/env.ts';
import type { Env as JwksEnv } from '../functions/jwks/env.ts';
import type { Env as OmaEnv } from '../functions/oma/env.ts';
import type { Env as OmaConfigEnv } from '../functions/oma-config/env.ts';
import type { Env as OpenapiEnv } from '../functions/openapi/env.ts';
import type { Env as PagesEnv } from '../functions/pages/env.ts';
import type { Env as PlatformApplicationEnv } from '../functions/platform-application/env.ts';
import type { Env as PushAnswerEnv } from '../functions/push-answer/env.ts';
import type { Env as PushChallengesEnv } from '../functions/push-challenges/env.ts';
import type { Env as PushStartEnv } from '../functions/push-start/env.ts';
import type { Env as SecretKeyEnv } from '../functions/secret-key/env.ts';
import type { Env as SessionResultEnv } from '../functions/session-result/env.ts';
import type { Env as SessionsEnv } from '../functions/sessions/env.ts';
import type { Env as SettingsEnv } from '../functions/settings/env.ts';
import type { Env as SmsAccountEnv } from '../functions/sms-account/env.ts';
import type { Env as TokenEnv } from '../functions/token/env.ts';
import type { Env as UserDevicesEnv } from '../functions/user-devices/env.ts';
import type { Env as UserLockEnv } from '../functions/user-lock/env.ts';
import type { Env as UsersEnv } from '../functions/users/env.ts';
import type { Env as ValidateOtpEnv } from '../functions/validate-otp/env.ts';

interface ByName {
  readonly 'edge-guard': EdgeGuardEnv;
  readonly 'sms-account': SmsAccountEnv;
  readonly 'create-otp': CreateOtpEnv;
  readonly 'validate-otp': ValidateOtpEnv;
  readonly 'secret-key': SecretKeyEnv;
  readonly settings: SettingsEnv;
  readonly audit: AuditEnv;
  readonly 'identity-domain': IdentityDomainEnv;
  readonly 'user-lock': UserLockEnv;
  readonly 'user-devices': UserDevicesEnv;
  readonly users: UsersEnv;
  readonly sessions: SessionsEnv;
  readonly 'session-result': SessionResultEnv;
  readonly token: TokenEnv;
  readonly pages: PagesEnv;
  readonly jwks: JwksEnv;
  readonly oma: OmaEnv;
  readonly 'oma-config': OmaConfigEnv;
  readonly 'device-page': DevicePageEnv;
  readonly 'push-challenges': PushChallengesEnv;
  readonly 'push-answer': PushAnswerEnv;
  readonly 'push-start': PushStartEnv;
  readonly 'device-enrolments': DeviceEnrolmentsEnv;
  readonly devices: DevicesEnv;
  readonly health: HealthEnv;
  readonly openapi: OpenapiEnv;
  readonly 'platform-application': PlatformApplicationEnv;
}

/**
 * The environment of a function, from the very schema that it checks when it starts: a variable that is added there
 * and not given here does not compile. So does a function of the catalogue that is missing in the list above.
 */
export type EnvironmentOf<Name extends DeployedFunction> = ByName[Name];
