// The one place of the back office that touches process.env: AdminJS reads these variables while it is being imported.
import { join } from 'node:path';
import { projectRoot } from '../server/kit/project-root.js';

/** Sources that are shipped as they are: the components' bundler and the browser read them. */
export const componentsFolder = join(projectRoot, 'backoffice', 'components');
export const staticFolder = join(projectRoot, 'backoffice', 'static');

/** Not `.adminjs`: Express 5 refuses to serve out of dot-folders. */
export const bundleFolder = join(projectRoot, 'admin-bundle');
export const componentsBundle = join(bundleFolder, 'bundle.js');

/**
 * Runs `work` in the environment in which AdminJS behaves as it must: production builds of its scripts (the development
 * builds write inline styles, which our content security policy refuses), its own output folder, and no bundling at run
 * time unless asked for. NODE_ENV is put back afterwards, since the rest of the process has its own idea of it.
 */
export async function inAdminJsEnvironment<T>(
  bundling: 'bundle' | 'skip',
  work: () => Promise<T>,
): Promise<T> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  process.env['ADMIN_JS_TMP_DIR'] = bundleFolder;
  process.env['ADMIN_JS_SKIP_BUNDLE'] = bundling === 'skip' ? 'true' : 'false';
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}
