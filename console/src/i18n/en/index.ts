// SPDX-License-Identifier: GPL-3.0-or-later
import common from './common.json';
import transfers from './transfers.json';
import zones from './zones.json';

const all = { ...common, ...zones, ...transfers };

export type Messages = Record<keyof typeof all, string>;
export const messages: Messages = all;
