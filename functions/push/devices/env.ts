import * as z from 'zod';
import { KeyEnv, PasskeyEnv, PlatformEnv, SenderEnv, TableEnv } from '../../environment.ts';

export const Env = z.object({
  ...TableEnv.shape,
  ...KeyEnv.shape,
  ...PlatformEnv.shape,
  ...SenderEnv.shape,
  ...PasskeyEnv.shape,
});
export type Env = z.infer<typeof Env>;
