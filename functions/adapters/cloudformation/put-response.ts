import { setTimeout } from 'node:timers/promises';

const TRIES = 3;
const PAUSE_MS = 500;

/**
 * Puts the answer of a custom resource to the pre-signed address that CloudFormation gave. It is tried again, because a
 * lost answer lets the whole deployment hang until its time-out.
 */
export async function putResponse(responseUrl: string, answer: object): Promise<void> {
  for (let tried = 1; ; tried++) {
    const status = await put(responseUrl, answer);
    if (status === 200) return;
    if (tried === TRIES) throw new Error(`CloudFormation did not take the answer: ${status}`);
    await setTimeout(PAUSE_MS);
  }
}

/** Bytes, not text: the address is signed for a request without a content type. */
async function put(responseUrl: string, answer: object): Promise<number | string> {
  try {
    const { status } = await fetch(responseUrl, { method: 'PUT', body: Buffer.from(JSON.stringify(answer)) });
    return status;
  } catch (error) {
    return error instanceof Error ? error.name : 'no connection';
  }
}
