// Tells whether something changed by what it says, never by when it was written: a fresh clone, a branch switched back and forth
// and a restored cache all come out right.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root } from './project.mjs';

/**
 * One hash over the names and contents of files and folders, given relative to the project's root.
 * @param {string[]} paths what is missing counts as empty
 * @param {(path: string) => boolean} counts which of the files found count
 */
export function fingerprint(paths, counts = () => true) {
  const hash = createHash('sha256');
  for (const file of filesIn(paths).filter(counts)) {
    const content = readFileSync(join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** The files at and below the paths given, with slashes and relative to the project's root, in a fixed order. */
export function filesIn(paths) {
  return paths.flatMap((path) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (!stat) return [];
    if (!stat.isDirectory()) return [path];
    const names = readdirSync(join(root, path)).sort();
    return filesIn(names.map((name) => posix.join(path, name)));
  });
}
