import { spawnSync } from 'node:child_process';
import { read } from '../architecture/source-files.ts';
import { type CodeBlock, codeBlocks } from './markdown.ts';

/** The shell blocks of a document. */
export function shellBlocks(file: string): CodeBlock[] {
  return codeBlocks(file).filter(({ language }) => language === 'sh');
}

/** The JSON block that follows a shell block shows what its last command answers. */
export function shownAnswer(block: CodeBlock): string | undefined {
  const next = codeBlocks(block.file).find(({ line }) => line > block.line);
  const between =
    next &&
    read(block.file)
      .split('\n')
      .slice(block.line + block.code.split('\n').length, next.line - 1);
  return next?.language === 'json' && between?.every((line) => line.trim() === '') ? next.code : undefined;
}

/** All blocks in one shell, as a person pastes them one after the other; the output of each apart. */
export function runShown(commands: readonly CodeBlock[], url: string): string[] {
  const script = commands
    .map(({ code }) => `${code.replaceAll('http://localhost:3000', url)}\nprintf '\\0'\n`)
    .join('');
  const { stdout, stderr, status } = spawnSync('bash', ['-e', '-o', 'pipefail', '-s'], {
    input: script,
    encoding: 'utf8',
  });
  if (status !== 0 || stderr !== '') throw new Error(`the commands failed (${status}):\n${stdout}\n${stderr}`);
  return stdout.split('\0').slice(0, -1);
}
