/** What aws-local-stepfunctions reads otherwise than AWS, put in the form that it understands. */

/** Carries the time-out of a Task through its Parameters; handlers take it out again. */
const CARRIED = 'sekisho:timeoutSeconds';

type Json = Readonly<Record<string, unknown>>;

/** What a Wait becomes: a call of the embedded AWS that goes by the clock of this process, which tests move. */
export const WAIT_UNTIL = 'sekisho:waitUntil';
/** The longest that a timer of Node can be, in seconds; no wait here is longer. */
const LONGEST_SECONDS = 2_147_483;

/**
 * AWS takes `TimeoutSecondsPath` from the input of the state, the engine from what `Parameters` made of it. Everything
 * else of the definition stays as it is.
 */
export function forEngine<T>(definition: T): T {
  return mapObjects(definition, (state) => {
    if (state.Type === 'Wait' && typeof state.TimestampPath === 'string') return waiting(state);
    if (state.Type !== 'Task' || typeof state.TimeoutSecondsPath !== 'string') return state;
    return {
      ...state,
      Parameters: { ...(state.Parameters as Json), [`${CARRIED}.$`]: state.TimeoutSecondsPath },
      TimeoutSecondsPath: `$['${CARRIED}']`,
    };
  }) as T;
}

/** The parameters of a Task as its definition has them. */
export function withoutCarried(parameters: unknown): unknown {
  if (typeof parameters !== 'object' || parameters === null) return parameters;
  const { [CARRIED]: _timeoutSeconds, ...own } = parameters as Json;
  return own;
}

/** A Wait for a point in time; the engine would look at the clock once, and then sleep whatever becomes of it. */
function waiting(state: Json): Json {
  const { TimestampPath, ...rest } = state;
  const task = { Type: 'Task', Resource: WAIT_UNTIL, TimeoutSeconds: LONGEST_SECONDS, ResultPath: null };
  return { ...rest, ...task, Parameters: { 'until.$': TimestampPath } };
}

function mapObjects(value: unknown, change: (object: Json) => Json): unknown {
  if (Array.isArray(value)) return value.map((element) => mapObjects(element, change));
  if (typeof value !== 'object' || value === null) return value;
  return change(Object.fromEntries(Object.entries(value).map(([key, child]) => [key, mapObjects(child, change)])));
}
