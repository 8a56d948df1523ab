import type { Courier, DeliveryOutcome, Message } from '../core/ports/courier.ts';

type Send = (message: Message) => Promise<DeliveryOutcome>;

interface CourierWays {
  readonly email: Send;
  readonly sms: Send;
  readonly gateway: (message: Message, gateway: { readonly url: string }) => Promise<DeliveryOutcome>;
}

/** E-mail by SES and SMS by SNS, or both by the operator's gateway where the settings name one. */
export function createCourier(ways: CourierWays): Courier {
  return {
    deliver: (message, gateway) =>
      gateway === undefined ? ways[message.channel](message) : ways.gateway(message, gateway),
  };
}
