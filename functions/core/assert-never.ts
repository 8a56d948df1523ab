/** Ends a `switch` over a closed union: a new member makes the call a compile error. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected member of a closed union: ${typeof value}`);
}
