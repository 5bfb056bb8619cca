/**
 * Writes `.cache/stripe-schema/stripe-<version>-<hash>.json`: the JSON Schema of the installed `stripe` package's types.
 * Does nothing where that file is there already. Prints the path of the file. A new SDK gets a new file, so the tests
 * that validate the sandbox gateway's answers turn red as soon as Stripe's wire and the sandbox part ways.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { convertTypes } from './convert.mjs';
import { rootTypeNames } from './roots.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const projectRoot = join(here, '..', '..');

process.stdout.write(`${ensureSchema()}\n`);

function ensureSchema() {
  const version = JSON.parse(
    readFileSync(join(projectRoot, 'node_modules/stripe/package.json'), 'utf8'),
  ).version;
  const sources = ['generate.mjs', 'convert.mjs', 'roots.mjs'].map((name) => readFileSync(join(here, name)));
  const hash = sources
    .reduce((sum, text) => sum.update(text), createHash('sha256'))
    .digest('hex')
    .slice(0, 12);
  const file = join(projectRoot, '.cache', 'stripe-schema', `stripe-${version}-${hash}.json`);
  if (existsSync(file)) return file;
  mkdirSync(dirname(file), { recursive: true });
  // Written aside and renamed, so that two test workers never read half a file.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ stripe: version, ...readStripeTypes() }));
  renameSync(draft, file);
  return file;
}

function readStripeTypes() {
  const entry = join(projectRoot, 'stripe-schema-roots.ts');
  const lines = rootTypeNames.map((name) => `export type Root${name.replaceAll('.', '_')} = Stripe.${name};`);
  const source = `import type Stripe from 'stripe';\n${lines.join('\n')}\n`;
  const options = {
    strict: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true,
    types: ['node'],
  };
  const program = ts.createProgram([entry], options, hostWithFile(options, entry, source));
  const complaints = program.getSemanticDiagnostics(program.getSourceFile(entry));
  if (complaints.length > 0)
    throw new Error(ts.formatDiagnostics(complaints, ts.createCompilerHost(options)));
  const checker = program.getTypeChecker();
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)));
  return convertTypes(
    checker,
    exported.map((symbol) => [symbol.name.slice('Root'.length), checker.getDeclaredTypeOfSymbol(symbol)]),
  );
}

/** The list of root types exists in memory only. */
function hostWithFile(options, path, source) {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => name === path || fileExists(name);
  host.readFile = (name) => (name === path ? source : readFile(name));
  host.getSourceFile = (name, ...rest) =>
    name === path ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  return host;
}
