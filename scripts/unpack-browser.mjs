// Unpacks the Chromium that comes with npm into the folder given and says nothing. The package unpacks itself into the folder for
// temporary files, readable by one user, and takes a half-written browser for whole; hence the turns and the move at the end.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takingTurns } from './turns.mjs';

const [place] = process.argv.slice(2);
const half = `${place}.new`;

// Its own file looks for fonts in /tmp. Without any font all text has no size, and a contrast check finds nothing to check.
const fonts = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

await takingTurns(`${place}.lock`, async () => {
  if (existsSync(place)) return;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  process.env.TMPDIR = half;
  process.env.VERCEL = '1'; // makes it bring its own libraries
  const { default: chromium } = await import('@sparticuz/chromium');
  await chromium.executablePath();
  writeFileSync(join(half, 'fonts/fonts.conf'), fonts);
  renameSync(half, place);
});
