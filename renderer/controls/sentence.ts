/** Messages are written to follow a file's name in a terminal; here they begin. A name of a file stays as it is. */
export function sentence(text: string): string {
  return /^\S*[./\\]\S/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
