import type { DeliveryOutcome } from '../core/ports/courier.ts';
import type { Log } from '../http/log.ts';

interface ServiceError extends Error {
  readonly $fault: 'client' | 'server';
}

/**
 * What became of a send. The service's own refusal (a 4xx answer, throttling too) means that nothing left; a broken
 * connection, a time-out or a 5xx leaves it open.
 */
export async function outcomeOf(
  sending: Promise<unknown>,
  serviceException: abstract new (...args: never[]) => ServiceError,
  log: Log,
): Promise<DeliveryOutcome> {
  try {
    await sending;
    return 'delivered';
  } catch (error) {
    const outcome = error instanceof serviceException && error.$fault === 'client' ? 'refused' : 'unknown';
    // The name alone: the service's message may repeat the address.
    log('error', 'DELIVERY_FAILED', { outcome, error: error instanceof Error ? error.name : typeof error });
    return outcome;
  }
}
