import { html, NOTHING } from '../html.ts';
import type { Visit } from '../visit.ts';
import { leftNote } from './factor-list.ts';
import type { PageContent } from './frame.ts';
import type { Mine } from './mine.ts';
import { form, points } from './parts.ts';

interface Loss {
  readonly mine: Mine;
  /** What still lets the person in. */
  readonly left: readonly Mine[];
  readonly hasCodes: boolean;
}

/** Asks before it stops a method, and says how one gets in again where nothing else is left. */
export function lossPage(visit: Visit, { mine, left, hasCodes }: Loss): PageContent {
  const { loss, enrol, methods } = visit.texts;
  const button = html`<div class="stack"><button class="button danger">${loss.confirm}</button></div>`;
  const warning = mine.isJustUsed ? html`<p class="note bad">${loss.justUsed}</p>` : NOTHING;
  return {
    title: loss.title,
    main: html`<h1>${loss.what(methods[mine.method].name, mine.detail)}</h1>
<p class="lead">${loss.lead}</p>
${warning}
${left.length === 0 ? lastNote(visit, hasCodes) : leftNote(visit, left)}
${form(visit, `lost-${mine.name}`, 'lost', button)}
<div class="stack"><a class="button quiet" href="${visit.path()}">${enrol.keep}</a></div>`,
  };
}

function lastNote({ texts: { loss }, settings, helpDesk }: Visit, hasCodes: boolean) {
  const hours = settings.ResetCoolOffHours;
  const ways = [
    ...(hasCodes && settings.RecoveryCodes_Enabled ? [loss.byCode] : []),
    ...(hours > 0 ? [loss.byReset(hours)] : []),
    loss.byHelpDesk(helpDesk),
  ];
  return html`<p class="note bad">${loss.last}</p><p class="next">${loss.afterThat}</p>${points(ways)}`;
}

/** Asks before it lets a method work again. */
export function foundPage(visit: Visit, mine: Mine): PageContent {
  const { loss, methods } = visit.texts;
  const button = html`<div class="stack"><button class="button">${loss.foundConfirm}</button></div>`;
  return {
    title: loss.foundTitle,
    main: html`<h1>${loss.foundWhat(methods[mine.method].name, mine.detail)}</h1>
<p class="lead">${loss.foundLead}</p>
${form(visit, `found-${mine.name}`, 'found', button)}
<div class="stack"><a class="button quiet" href="${visit.path()}">${visit.texts.back}</a></div>`,
  };
}
