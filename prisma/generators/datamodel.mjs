// A Prisma generator (JSON-RPC over stdin and stderr) that writes the whole datamodel to one JSON file. The generated client
// keeps a pruned copy without `isId` and the relation fields, and the back office cannot do without those.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

const manifest = { prettyName: 'Datamodel', defaultOutput: '../../server/generated/datamodel.json' };

function writeDatamodel({ generator, dmmf }) {
  const file = generator.output.value;
  const { enums, models } = dmmf.datamodel;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ enums, models })}\n`);
}

function answer({ method, params }) {
  switch (method) {
    case 'getManifest':
      return { manifest };
    case 'generate':
      writeDatamodel(params);
      return null;
    default:
      return null;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  process.stderr.write(`${JSON.stringify({ jsonrpc: '2.0', id: request.id, result: answer(request) })}\n`);
}
