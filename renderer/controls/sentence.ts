/** Messages are written to follow a file's name in a terminal; here they begin. Names of files and fits stay as they are. */
export function sentence(text: string): string {
  return /^(\S*[./\\]\S|fit-\d)/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
