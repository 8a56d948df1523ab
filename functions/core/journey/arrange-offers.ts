import type { Method } from '../verify/credential.ts';
import type { SeenHere } from './browser-memory.ts';
import type { Offer } from './offers.ts';

export interface ShownOffer extends Offer {
  /** Why it stands where it does; missing where that is for its safety alone. */
  readonly mark?: 'default' | 'last';
}

interface Arranged {
  readonly shown: readonly ShownOffer[];
  /** What the person does not want to be offered in this browser. */
  readonly hidden: readonly Offer[];
}

/**
 * The order in which a person is offered what he has: his own choice, then what worked in this browser last, then the
 * safest. His choice goes before a passkey too. A list makes nothing weaker, since all of it is there for who wants it,
 * and a passkey is as safe from phishing in the second row; but one that lies in a drawer, asked for first each time,
 * teaches him to close the question of the browser unread. What decides how safe a sign-in must be are the settings.
 *
 * Where everything is hidden, because what was not is gone, all is shown.
 */
export function arrangeOffers(offers: readonly Offer[], preferred: Method | undefined, seen: SeenHere): Arranged {
  const isHidden = ({ method }: Offer) => seen.hidden.includes(method);
  const hidden = offers.every(isHidden) ? [] : offers.filter(isHidden);
  const shown = offers
    .filter((offer) => !hidden.includes(offer))
    .map((offer): ShownOffer => {
      if (offer.method === preferred) return { ...offer, mark: 'default' };
      return offer.method === seen.last ? { ...offer, mark: 'last' } : offer;
    });
  return { shown: shown.toSorted((left, right) => rankOf(right) - rankOf(left)), hidden };
}

function rankOf({ mark }: ShownOffer): number {
  return mark === 'default' ? 2 : Number(mark === 'last');
}
