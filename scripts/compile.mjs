// Turns the program's TypeScript into JavaScript, file by file (`isolatedModules` makes sure that each stands alone).
// Usage: node scripts/compile.mjs <folder>
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from '@swc/core';
import { filesIn } from './fingerprint.mjs';
import { root, tell } from './project.mjs';
import { isProgram, programFolders } from './sources.mjs';
import { swcOptions } from './swc-options.mjs';

const [folder] = process.argv.slice(2);

await tell(() => {
  for (const file of filesIn(programFolders).filter(isProgram)) {
    const source = readFileSync(join(root, file), 'utf8');
    const { code } = transformSync(source, {
      ...swcOptions(file),
      filename: file,
      configFile: false,
      swcrc: false,
    });
    const target = join(root, folder, file.replace(/\.tsx?$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
});
