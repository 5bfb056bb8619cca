import { Skeleton } from 'antd';
import { texts } from '../app/texts.js';

/** Grey lines where content will be; one announcement for who can't see them. */
export const Loading = ({ rows = 4 }: { readonly rows?: number }) => (
  <div className="loading" role="status" aria-label={texts.loading}>
    <Skeleton active title={false} paragraph={{ rows }} />
  </div>
);
