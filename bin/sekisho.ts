import { App } from 'aws-cdk-lib';
import { addSekisho } from '../lib/stacks.ts';
import { readStage, StageError } from '../lib/stages.ts';

const app = new App();
try {
  addSekisho(app, readStage(app.node));
} catch (error) {
  if (!(error instanceof StageError)) throw error;
  console.error(error.message);
  process.exit(1); // not exitCode: an app that lives on would synthesise itself, empty
}
