import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { texts } from '../app/texts.js';
import { pagesAround } from './pagesAround.js';

interface PagesProps {
  readonly current: number;
  readonly last: number;
  readonly onChange: (page: number) => void;
}

/** The pages of a list: first, last and those around the present one. */
export const Pages = ({ current, last, onChange }: PagesProps) => (
  <nav className="pages" aria-label={texts.pages}>
    <Button
      type="text"
      aria-label={texts.previousPage}
      icon={<LeftOutlined />}
      disabled={current <= 1}
      onClick={() => onChange(current - 1)}
    />
    {pagesAround(current, last).map((page, index) =>
      page === null ? (
        <span key={`gap-${index === 1 ? 'before' : 'after'}`} aria-hidden="true">
          …
        </span>
      ) : (
        <Button
          key={page}
          type={page === current ? 'default' : 'text'}
          aria-label={texts.page(page)}
          {...(page === current ? { 'aria-current': 'page' as const } : {})}
          onClick={() => onChange(page)}
        >
          {page}
        </Button>
      ),
    )}
    <Button
      type="text"
      aria-label={texts.nextPage}
      icon={<RightOutlined />}
      disabled={current >= last}
      onClick={() => onChange(current + 1)}
    />
  </nav>
);
