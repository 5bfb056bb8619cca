// Which files are what, by their names.

/** What is compiled into dist/. */
export const programFolders = ['server', 'backoffice', 'prisma/seed.ts', 'prisma/seed'];

export const isTest = (file) => /\.test\.tsx?$/.test(file) || /^server\/(test|scenarios)\//.test(file);

export const isGenerated = (file) => file.startsWith('server/generated/');

export const isContract = (file) => file.endsWith('.contract.ts');

/** Components run in the browser; the back office's own bundler compiles them. */
const isComponent = (file) => file.startsWith('backoffice/components/');

export const isProgram = (file) =>
  /\.tsx?$/.test(file) && !file.endsWith('.d.ts') && !isTest(file) && !isComponent(file);
