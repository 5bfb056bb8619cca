// Builds what `npm start` builds, without starting it: for images and for anyone who runs dist/server/main.js.
import { refuseOldNode, tell } from './project.mjs';
import { setUpToRun } from './setup.mjs';

await tell(async () => {
  refuseOldNode();
  await setUpToRun();
});
