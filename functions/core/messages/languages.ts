export const LANGUAGES = ['en', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language of a tag such as `ja-JP`; English when there is no better one. */
export function languageOf(tag: string): Language {
  const primary = tag.toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((language) => language === primary) ?? 'en';
}

const NAMES: ReadonlyMap<string, Language> = new Map([
  ['japanese', 'ja'],
  ['日本語', 'ja'],
  ['english', 'en'],
]);

/**
 * The language tag (RFC 5646) that somebody else's text means: a tag, a POSIX locale such as `ja_JP.UTF-8`, or a list
 * of them with weights (RFC 2798 section 2.7, as in Accept-Language), of which one that we speak comes first. Undefined
 * for a text that names none, such as `*`.
 */
export function readLanguage(text: string): string | undefined {
  const wanted = text
    .split(',')
    .map(readWeighted)
    .filter((one): one is WeightedTag => one !== undefined && one.weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
  return wanted.find((tag) => LANGUAGES.some((language) => language === tag.split('-')[0])) ?? wanted[0];
}

interface WeightedTag {
  readonly tag: string;
  readonly weight: number;
}

function readWeighted(part: string): WeightedTag | undefined {
  const name = part.replace(/;.*/s, '').normalize('NFKC').trim();
  const tag = NAMES.get(name.toLowerCase()) ?? canonicalTag(name);
  const weight = /;\s*q\s*=\s*([\d.]+)/i.exec(part)?.[1] ?? '1';
  return tag === undefined ? undefined : { tag, weight: Number(weight) };
}

/** `ja-JP` for `ja_jp.UTF-8`, and `ja` for `jpn`. */
function canonicalTag(name: string): string | undefined {
  const tag = name.replace(/[.@].*/s, '').replaceAll('_', '-');
  if (!/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$/.test(tag)) return undefined;
  let canonical: string | undefined;
  try {
    [canonical] = Intl.getCanonicalLocales(tag);
  } catch {
    // `en-a`: of the form of a tag, and none.
  }
  return canonical;
}
