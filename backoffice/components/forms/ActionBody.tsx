import React from 'react';
import { componentOf, type FormProps } from '../kit/admin';
import { ActionFields } from './ActionFields';

/** The form of an action: its own component where it has one, else the one made of its fields. */
export const ActionBody: React.FC<FormProps> = (props) => {
  const Own = componentOf<FormProps>(props.action.custom.form);
  return Own ? <Own {...props} /> : <ActionFields {...props} />;
};
