// SPDX-License-Identifier: GPL-3.0-or-later

/// Hands a file to the browser, which asks or puts it where downloads go.
export function saveFile(name: string, contents: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(contents);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
