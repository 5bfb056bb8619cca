import { ArrowLeftOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useDocumentTitle } from './useDocumentTitle.js';

interface PageProps {
  readonly title: string;
  /** Beside the title: a status, never a button. */
  readonly badge?: ReactNode;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly back?: { readonly to: string; readonly label: string };
  readonly children: ReactNode;
}

/** Title, actions and content of a page. */
export const Page = ({ title, badge, lead, actions, back, children }: PageProps) => {
  useDocumentTitle(title);
  return (
    <div className="page">
      {back === undefined ? null : (
        <Link className="page-back" to={back.to}>
          <ArrowLeftOutlined aria-hidden="true" />
          <span>{back.label}</span>
        </Link>
      )}
      <div className="page-head">
        <div className="page-title">
          <h1>{title}</h1>
          {badge}
        </div>
        {actions === undefined ? null : <div className="page-actions">{actions}</div>}
      </div>
      {lead === undefined ? null : <p className="page-lead">{lead}</p>}
      {children}
    </div>
  );
};
