// SPDX-License-Identifier: GPL-3.0-or-later
// The type makes a missing message an error of the check.
import type { Messages } from '../en/index.ts';
import common from './common.json';
import history from './history.json';
import records from './records.json';
import settings from './settings.json';
import transfers from './transfers.json';
import zones from './zones.json';

const all = { ...common, ...zones, ...records, ...transfers, ...history, ...settings };

export const messages: Messages = all;
