// A thread does not inherit the TypeScript loader of the process. Run from source, this file brings it; the build
// leaves it out and starts pdf.worker.js itself.
import { tsImport } from 'tsx/esm/api';

export const { renderInvoice, renderCreditNote } = await tsImport('./pdf.worker.ts', import.meta.url);
