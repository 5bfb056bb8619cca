import { Skeleton } from 'antd';
import { texts } from '../app/texts.js';

/** The outline of a page whose code is on its way. */
export const PageSkeleton = () => (
  <div className="page-skeleton" role="status" aria-label={texts.loading}>
    <Skeleton active title={{ width: 220 }} paragraph={false} />
    <Skeleton active title={false} paragraph={{ rows: 8 }} />
  </div>
);
