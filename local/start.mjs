// Plain JavaScript, so that a Node which cannot read TypeScript says so in one line instead of a stack.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(`Sekisho needs Node 24 and this is ${process.version}. Run it with npm start after npm ci.`);
  process.exit(1);
}
const { main } = await import('./start.ts');
await main(process.argv.slice(2), process.env);
