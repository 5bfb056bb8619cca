// Builds the browser's half of the back office into admin-bundle/. Run by `npm start` when the components have changed.
import { existsSync, rmSync } from 'node:fs';
import { loadCatalogue } from './catalogue.js';
import { bundleFolder, componentsBundle, inAdminJsEnvironment } from './environment.js';

async function build(): Promise<void> {
  rmSync(bundleFolder, { recursive: true, force: true });
  await inAdminJsEnvironment('bundle', async () => {
    const { default: AdminJS, ComponentLoader } = await import('adminjs');
    const componentLoader = new ComponentLoader();
    loadCatalogue(componentLoader);
    await new AdminJS({ componentLoader }).initialize();
  });
  if (!existsSync(componentsBundle)) throw new Error(`AdminJS left no bundle at ${componentsBundle}`);
}

await build();
