import { startTestSandbox } from './testing.js';

/** A sandbox in a process of its own, for the test that kills it. Takes the database's URL, prints its own address. */
const databaseUrl = process.argv[2];
if (databaseUrl === undefined) throw new Error('Which database?');
const sandbox = await startTestSandbox({ databaseUrl });
process.stdout.write(`${sandbox.url}\n`);
