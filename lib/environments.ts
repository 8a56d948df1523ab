import type { DeployedFunction } from '../functions/deployed-functions.ts';
import type { Env as AuditEnv } from '../functions/directory/audit/env.ts';
import type { Env as IdentityDomainEnv } from '../functions/directory/identity-domain/env.ts';
import type { Env as SettingsEnv } from '../functions/directory/settings/env.ts';
import type { Env as UserDevicesEnv } from '../functions/directory/user-devices/env.ts';
import type { Env as UserFactorsEnv } from '../functions/directory/user-factors/env.ts';
import type { Env as UserLockEnv } from '../functions/directory/user-lock/env.ts';
import type { Env as UsersEnv } from '../functions/directory/users/env.ts';
import type { Env as PageStateEnv } from '../functions/journey/page-state/env.ts';
import type { Env as PagesEnv } from '../functions/journey/pages/env.ts';
import type { Env as SessionResultEnv } from '../functions/journey/session-result/env.ts';
import type { Env as SessionsEnv } from '../functions/journey/sessions/env.ts';
import type { Env as CreateOtpEnv } from '../functions/otp/create-otp/env.ts';
import type { Env as SecretKeyEnv } from '../functions/otp/secret-key/env.ts';
import type { Env as ValidateOtpEnv } from '../functions/otp/validate-otp/env.ts';
import type { Env as PasskeyChallengesEnv } from '../functions/passkeys/passkey-challenges/env.ts';
import type { Env as UserPasskeysEnv } from '../functions/passkeys/user-passkeys/env.ts';
import type { Env as DeviceEnrolmentsEnv } from '../functions/push/device-enrolments/env.ts';
import type { Env as DevicePageEnv } from '../functions/push/device-page/env.ts';
import type { Env as DevicesEnv } from '../functions/push/devices/env.ts';
import type { Env as OmaEnv } from '../functions/push/oma/env.ts';
import type { Env as OmaConfigEnv } from '../functions/push/oma-config/env.ts';
import type { Env as PushAnswerEnv } from '../functions/push/push-answer/env.ts';
import type { Env as PushChallengesEnv } from '../functions/push/push-challenges/env.ts';
import type { Env as PushStartEnv } from '../functions/push/push-start/env.ts';
import type { Env as PushStatusEnv } from '../functions/push/push-status/env.ts';
import type { Env as BypassCodesEnv } from '../functions/recovery/bypass-codes/env.ts';
import type { Env as ResetNoticeEnv } from '../functions/recovery/reset-notice/env.ts';
import type { Env as UserResetEnv } from '../functions/recovery/user-reset/env.ts';
import type { Env as EdgeGuardEnv } from '../functions/service/edge-guard/env.ts';
import type { Env as HealthEnv } from '../functions/service/health/env.ts';
import type { Env as OpenapiEnv } from '../functions/service/openapi/env.ts';
import type { Env as PasskeyRpIdEnv } from '../functions/service/passkey-rp-id/env.ts';
import type { Env as PlatformApplicationEnv } from '../functions/service/platform-application/env.ts';
import type { Env as RelatedOriginsEnv } from '../functions/service/related-origins/env.ts';
import type { Env as SmsAccountEnv } from '../functions/service/sms-account/env.ts';
import type { Env as JwksEnv } from '../functions/tokens/jwks/env.ts';
import type { Env as TokenEnv } from '../functions/tokens/token/env.ts';

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
  readonly 'user-factors': UserFactorsEnv;
  readonly 'passkey-challenges': PasskeyChallengesEnv;
  readonly 'user-passkeys': UserPasskeysEnv;
  readonly users: UsersEnv;
  readonly sessions: SessionsEnv;
  readonly 'session-result': SessionResultEnv;
  readonly token: TokenEnv;
  readonly pages: PagesEnv;
  readonly 'page-state': PageStateEnv;
  readonly jwks: JwksEnv;
  readonly oma: OmaEnv;
  readonly 'oma-config': OmaConfigEnv;
  readonly 'device-page': DevicePageEnv;
  readonly 'push-challenges': PushChallengesEnv;
  readonly 'push-status': PushStatusEnv;
  readonly 'push-answer': PushAnswerEnv;
  readonly 'push-start': PushStartEnv;
  readonly 'user-reset': UserResetEnv;
  readonly 'reset-notice': ResetNoticeEnv;
  readonly 'bypass-codes': BypassCodesEnv;
  readonly 'device-enrolments': DeviceEnrolmentsEnv;
  readonly devices: DevicesEnv;
  readonly health: HealthEnv;
  readonly openapi: OpenapiEnv;
  readonly 'related-origins': RelatedOriginsEnv;
  readonly 'passkey-rp-id': PasskeyRpIdEnv;
  readonly 'platform-application': PlatformApplicationEnv;
}

/**
 * The environment of a function, from the very schema that it checks when it starts: a variable that is added there
 * and not given here does not compile. So does a function of the catalogue that is missing in the list above.
 */
export type EnvironmentOf<Name extends DeployedFunction> = ByName[Name];
