// A thread does not inherit the TypeScript loader of the process. Run from source, this file brings it; the build
// leaves it out and starts invoice-pdf.worker.js itself.
import { tsImport } from 'tsx/esm/api';

export const { renderInvoice } = await tsImport('./invoice-pdf.worker.ts', import.meta.url);
