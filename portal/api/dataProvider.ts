import type { DataProvider } from '@refinedev/core';
import simpleRest from '@refinedev/simple-rest';
import { http } from './http.js';
import { folderOf } from './resources.js';

const rest = simpleRest('/v1', http);

/** Methods, available and saved, are one answer; simple-rest has no word for a record without an id. */
export const WHOLE = 'all';

/** simple-rest over `/v1`, with the folders in which our resources live. */
export const dataProvider: DataProvider = {
  ...rest,
  getList: (params) => rest.getList({ ...params, resource: folderOf(params.resource) }),
  getOne: async (params) => {
    const folder = folderOf(params.resource);
    if (params.id !== WHOLE) return rest.getOne({ ...params, resource: folder });
    const { data } = await http.get(`/v1/${folder}`);
    return { data };
  },
  create: (params) => rest.create({ ...params, resource: folderOf(params.resource) }),
  update: (params) => rest.update({ ...params, resource: folderOf(params.resource) }),
  deleteOne: (params) => rest.deleteOne({ ...params, resource: folderOf(params.resource) }),
  getApiUrl: () => '/v1',
};
