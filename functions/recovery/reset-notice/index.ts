import { snsPushNotices } from '../../adapters/sns/push-notice.ts';
import { messageCourier } from '../../wiring/message-courier.ts';
import { pushPorts } from '../../wiring/push-ports.ts';
import { Env } from './env.ts';
import { resetNoticeHandler } from './handler.ts';

const env = Env.parse(process.env);
const ports = pushPorts(env);

export const handler = resetNoticeHandler({
  ...ports,
  courier: messageCourier(env, ports),
  pushes: snsPushNotices(ports.log),
});
