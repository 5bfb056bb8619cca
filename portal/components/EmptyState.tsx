import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly body: string;
  readonly action?: ReactNode;
}

/** What a list says when there is nothing in it: why, and what to do next. */
export const EmptyState = ({ icon, title, body, action }: EmptyStateProps) => (
  <div className="empty">
    <div className="empty-icon" aria-hidden="true">
      {icon}
    </div>
    <h3>{title}</h3>
    <p>{body}</p>
    {action}
  </div>
);
