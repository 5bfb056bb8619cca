import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.mjs';

/**
 * Whether node_modules already holds what package-lock.json asks for, as after an `npm install` by hand. npm writes its own account
 * of node_modules last, so a broken-off installation does not pass. Packages for other platforms are optional and may be missing.
 */
export function isInstalledByHand() {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(join(root, 'node_modules/.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional, extraneous }]) => {
    const found = present[path];
    if (path === '') return true;
    return found
      ? found.version === version && found.integrity === integrity
      : Boolean(optional || extraneous);
  });
}

function packagesOf(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : null;
}
