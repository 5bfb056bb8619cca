import React from 'react';
import { Link } from 'react-router-dom';
import { ActionDialog } from '../forms/ActionDialog';
import type { ActionJson, RecordJson, ResourceJson } from '../kit/admin';
import { actionAddress } from '../kit/api';
import { useTitle } from '../kit/title';

/** The one header of every page: where it belongs, what it is, what can be done. */
export const PageHeader: React.FC<{
  title: string;
  back?: { to: string; label: string };
  badge?: React.ReactNode;
  lead?: React.ReactNode;
  children?: React.ReactNode;
}> = ({ title, back, badge, lead, children }) => {
  useTitle(title);
  return (
    <div className="page-head">
      <div>
        {back ? (
          <Link className="back" to={back.to}>
            ← {back.label}
          </Link>
        ) : null}
        <div className="title">
          <h1>{title}</h1>
          {badge}
        </div>
        {lead ? <p className="lead">{lead}</p> : null}
      </div>
      {children ? <div className="page-actions">{children}</div> : null}
    </div>
  );
};

/** The changes that this person may make to this record now, each behind its form. */
export const RecordActions: React.FC<{
  resource: ResourceJson;
  record: RecordJson;
  refresh: () => Promise<void>;
}> = ({ resource, record, refresh }) => {
  const [open, setOpen] = React.useState<ActionJson | null>(null);
  return (
    <>
      {changesOf(record).map((action) => {
        const looks = {
          className: `button ${action.custom.tone === 'neutral' ? '' : (action.custom.tone ?? '')}`,
          'data-testid': `action-${action.name}`,
        };
        return action.custom.isPage ? (
          <Link key={action.name} {...looks} to={actionAddress(resource.id, record.id, action.name)}>
            {action.custom.label}
          </Link>
        ) : (
          <button key={action.name} {...looks} type="button" onClick={() => setOpen(action)}>
            {action.custom.label}
          </button>
        );
      })}
      {open ? (
        <ActionDialog
          resource={resource}
          record={record}
          action={open}
          onClose={() => setOpen(null)}
          onDone={refresh}
        />
      ) : null}
    </>
  );
};

export const changesOf = (record: RecordJson): ActionJson[] =>
  record.recordActions.filter((action) => action.custom.verb !== undefined);
