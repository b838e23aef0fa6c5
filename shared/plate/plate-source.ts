/** What a reader gets: the file's name and its bytes, whole. */
export interface PlateSource {
  readonly file: string;
  readonly bytes: Uint8Array;
}
