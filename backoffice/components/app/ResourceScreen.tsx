import React from 'react';
import { useParams } from 'react-router-dom';
import { type ActionJson, componentOf, type ResourceJson, resourceOf } from '../kit/admin';
import { NotFound } from './NotFound';

/** The list of a resource, or one of its actions that need no record. */
export const ResourceScreen: React.FC = () => {
  const { resourceId, actionName = 'list' } = useParams();
  const resource = resourceOf(resourceId);
  const action = resource?.resourceActions.find((candidate) => candidate.name === actionName);
  const Component = componentOf<{ resource: ResourceJson; action: ActionJson }>(action?.component);
  if (!resource || !action || !Component) return <NotFound what="page" />;
  return <Component key={`${resource.id} ${action.name}`} resource={resource} action={action} />;
};
