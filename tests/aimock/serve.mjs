// node serve.mjs PACKAGE FIXTURES.json: aimock on a free port of the loopback interface. Prints its url on one line and
// ends when standard input does.
const [packageFolder, fixtures] = process.argv.slice(2);
const { LLMock } = await import(`${packageFolder}/dist/index.js`);

const mock = new LLMock({ port: 0, host: "127.0.0.1", logLevel: "silent", strict: true });
mock.loadFixtureFile(fixtures);
await mock.start();
console.log(mock.url);
process.stdin.resume().on("end", () => process.exit(0));
