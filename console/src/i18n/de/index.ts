// SPDX-License-Identifier: GPL-3.0-or-later
// The type makes a missing message an error of the check.
import type { Messages } from '../en/index.ts';
import common from './common.json';
import transfers from './transfers.json';
import zones from './zones.json';

const all = { ...common, ...zones, ...transfers };

export const messages: Messages = all;
