/** The form of one committed preset: nested, JSON-like, only numbers and booleans as values. */
export interface PresetTable {
  readonly [field: string]: number | boolean | PresetTable
}
