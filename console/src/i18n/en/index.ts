// SPDX-License-Identifier: GPL-3.0-or-later
// The texts of the frame and of the pages of a zone: what is read before the first page is shown. The
// others are in further.ts; build/check-sources.js holds to it.
import common from './common.json';
import history from './history.json';
import records from './records.json';
import settings from './settings.json';
import transfers from './transfers.json';
import zones from './zones.json';

const all = { ...common, ...zones, ...records, ...transfers, ...history, ...settings };

export type Messages = Record<keyof typeof all, string>;
export const messages: Messages = all;
