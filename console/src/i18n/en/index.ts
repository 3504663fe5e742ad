// SPDX-License-Identifier: GPL-3.0-or-later
import account from './account.json';
import common from './common.json';
import history from './history.json';
import keys from './keys.json';
import records from './records.json';
import settings from './settings.json';
import system from './system.json';
import transfers from './transfers.json';
import views from './views.json';
import zones from './zones.json';

const all = { ...common, ...zones, ...records, ...transfers, ...keys, ...views, ...history, ...settings, ...account, ...system };

export type Messages = Record<keyof typeof all, string>;
export const messages: Messages = all;
