/** dynalite 4 ships no types; only what the embedded AWS uses is declared (node_modules/dynalite/index.js). */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Folder of the LevelDB store. @default - in memory */
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }

  /** An HTTP server that need not listen: its `request` event takes any request-like and response-like object. */
  export default function dynalite(options?: DynaliteOptions): Server;
}
