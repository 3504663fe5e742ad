// SPDX-License-Identifier: GPL-3.0-or-later
// The texts of the pages beside the zones.
import access from './access.json';
import account from './account.json';
import keys from './keys.json';
import system from './system.json';
import views from './views.json';

const all = { ...keys, ...views, ...access, ...account, ...system };

export type FurtherMessages = Record<keyof typeof all, string>;
export const messages: FurtherMessages = all;
