// SPDX-License-Identifier: GPL-3.0-or-later
import type { FurtherMessages } from '../en/further.ts';
import access from './access.json';
import account from './account.json';
import keys from './keys.json';
import system from './system.json';
import views from './views.json';

const all = { ...keys, ...views, ...access, ...account, ...system };

export const messages: FurtherMessages = all;
