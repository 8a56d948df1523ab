import { projectFiles, read } from '../architecture/source-files.ts';

export interface CodeBlock {
  readonly file: string;
  /** Of the opening fence, counted from 1. */
  readonly line: number;
  /** What stands after the fence: `sh`, `json`, `ts`, ... */
  readonly language: string;
  readonly code: string;
}

/** The documents that people read. */
export function documents(): string[] {
  return projectFiles().filter((file) => /^([A-Z]+\.md|docs\/.*\.md|bench\/.*\.md)$/.test(file));
}

export function codeBlocks(file: string): CodeBlock[] {
  const text = read(file);
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(({ index, 1: language = '', 2: code = '' }) => ({
    file,
    line: text.slice(0, index).split('\n').length,
    language,
    code,
  }));
}

/** Targets of links that are not code, without those of the web. */
export function localLinks(file: string): string[] {
  const prose = read(file)
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target).filter((to) => !/^[a-z]+:/.test(to));
}

/** The anchors that GitHub makes of the headings of a document. */
export function anchors(file: string): string[] {
  const headings = [...read(file).matchAll(/^#+\s+(.*)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}
