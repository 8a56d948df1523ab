/** What aws-local-stepfunctions reads otherwise than AWS, put in the form that it understands. */

/** Carries the time-out of a Task through its Parameters; handlers take it out again. */
const CARRIED = 'sekisho:timeoutSeconds';

type Json = Readonly<Record<string, unknown>>;

/**
 * AWS takes `TimeoutSecondsPath` from the input of the state, the engine from what `Parameters` made of it. Everything
 * else of the definition stays as it is.
 */
export function forEngine<T>(definition: T): T {
  return mapObjects(definition, (state) =>
    state.Type === 'Task' && typeof state.TimeoutSecondsPath === 'string'
      ? {
          ...state,
          Parameters: { ...(state.Parameters as Json), [`${CARRIED}.$`]: state.TimeoutSecondsPath },
          TimeoutSecondsPath: `$['${CARRIED}']`,
        }
      : state,
  ) as T;
}

/** The parameters of a Task as its definition has them. */
export function withoutCarried(parameters: unknown): unknown {
  if (typeof parameters !== 'object' || parameters === null) return parameters;
  const { [CARRIED]: _timeoutSeconds, ...own } = parameters as Json;
  return own;
}

function mapObjects(value: unknown, change: (object: Json) => Json): unknown {
  if (Array.isArray(value)) return value.map((element) => mapObjects(element, change));
  if (typeof value !== 'object' || value === null) return value;
  return change(Object.fromEntries(Object.entries(value).map(([key, child]) => [key, mapObjects(child, change)])));
}
