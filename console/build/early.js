// SPDX-License-Identifier: GPL-3.0-or-later
// The folders of src/pages whose texts are loaded before the first page is shown (src/i18n/en/index.ts).
// Every other page waits for the further texts too.
export const earlyFolders = ['history', 'records', 'settings', 'transfers', 'zones'];

export function isEarly(file) {
  const folder = /^src\/pages\/(\w+)\//.exec(file)?.[1];
  return folder === undefined || earlyFolders.includes(folder);
}
