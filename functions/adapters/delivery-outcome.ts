import type { DeliveryOutcome } from '../core/ports.ts';

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
): Promise<DeliveryOutcome> {
  try {
    await sending;
    return 'delivered';
  } catch (error) {
    return error instanceof serviceException && error.$fault === 'client' ? 'refused' : 'unknown';
  }
}
