import type { ListPlace } from '../place-codec.ts';

export const INSTANCE_SORT_KEYS = ['id', 'preview', 'shallow', 'retained'] as const;

/** How a list of objects is looked at, in every view that has one. */
export type InstanceList = ListPlace<(typeof INSTANCE_SORT_KEYS)[number]>;

/** A list of objects as it is first shown: what keeps most memory alive on top. */
export const USUAL_INSTANCES: InstanceList = { sort: { by: 'retained', descending: true }, filter: '' };
