/**
 * How every AWS client of this service waits. By itself the SDK waits for ever and only warns when `requestTimeout` is
 * over; a function that ends in the middle answers nothing at all, so a call must fail while there is time to say so.
 */
export const CLIENT_TIMEOUTS = {
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
} as const;
