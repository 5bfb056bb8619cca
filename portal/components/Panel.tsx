import { type ReactNode, useId } from 'react';

interface PanelProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  /** Without padding, for tables and lists that reach the border. */
  readonly flush?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A card with its own heading, found by role `region` and the heading's text. */
export const Panel = ({
  title,
  description,
  actions,
  flush = false,
  className = '',
  children,
}: PanelProps) => {
  const id = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={id}>
      <div className="panel-head">
        <div>
          <h2 id={id}>{title}</h2>
          {description === undefined ? null : <p>{description}</p>}
        </div>
        {actions}
      </div>
      <div className={flush ? 'panel-flush' : 'panel-body'}>{children}</div>
    </section>
  );
};
