import type { Message } from '../messages.ts';
import type { Notice } from '../notice.ts';
import type { Texts } from '../texts/index.ts';

/** What the form before this page has done. */
export function deedDone(texts: Texts, notice: Exclude<Notice, Message>): string {
  if ('added' in notice) return texts.enrol.added[notice.added];
  return 'did' in notice ? texts.did[notice.did] : texts.enrol.removed;
}
