import { capabilityOf, type DeployedFunction } from '../functions/deployed-functions.ts';

/** Lambda on this machine: each function is loaded when it is first called, and kept. */
export interface FunctionInstances {
  /** The entry of the function. */
  handlerOf<Handler>(name: DeployedFunction): Promise<Handler>;
  /** Drops all of them with what they remember, as a new deployment does. */
  startAnew(): void;
}

export function createFunctionInstances(): FunctionInstances {
  let loaded = new Map<DeployedFunction, Promise<unknown>>();
  let generation = 0;
  return {
    handlerOf<Handler>(name: DeployedFunction): Promise<Handler> {
      const handler = loaded.get(name) ?? load(name, generation);
      loaded.set(name, handler);
      return handler as Promise<Handler>;
    },
    startAnew() {
      loaded = new Map();
      generation += 1;
    },
  };
}

/** A module is evaluated once for each address, so each generation has addresses of its own. */
async function load(name: DeployedFunction, generation: number): Promise<unknown> {
  const file = `../functions/${capabilityOf(name)}/${name}/index.ts`;
  const entry: { handler: unknown } = await (generation === 0
    ? import(file)
    : import(new URL(`${file}?generation=${generation}`, import.meta.url).href));
  return entry.handler;
}
