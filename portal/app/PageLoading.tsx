import { texts } from './texts.js';

/** A thin bar while a page's code is on its way; quick pages never show it (it fades in late). */
export const PageLoading = () => (
  <div className="page-loading" role="status">
    <span className="visually-hidden">{texts.loading}</span>
  </div>
);
