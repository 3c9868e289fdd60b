/** The names that generated modules give to actions: `asset.transfer_sensitive` → `AssetTransferSensitive`. */

/** Id → name in PascalCase, distinct within the list whatever its order: where two ids give one name, later ids (ascending) get a number. */
export function actionNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>()
  const names = new Map<string, string>()
  for (const id of [...ids].sort()) {
    const name = distinct(pascalCase(id), taken)
    names.set(id, name)
  }
  return names
}

/** `desk-lead` → `DeskLead`, `from_account` → `FromAccount`. */
export function pascalCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .filter((part) => part !== '')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')
}

export function camelCase(text: string): string {
  const name = pascalCase(text)
  return name.charAt(0).toLowerCase() + name.slice(1)
}

/** `AssetTransferSensitive`, `from_account` → `ASSET_TRANSFER_SENSITIVE_FROM_ACCOUNT`. */
export function constantCase(...parts: readonly string[]): string {
  return parts
    .flatMap((part) => part.replace(/([a-z0-9])([A-Z])/g, '$1_$2').split(/[^A-Za-z0-9]+/))
    .filter((part) => part !== '')
    .join('_')
    .toUpperCase()
}

/** `base`, or `base` with the smallest number from 2 that is not taken; the result is taken from then on. */
export function distinct(base: string, taken: Set<string>): string {
  let name = base
  for (let number = 2; taken.has(name); number++) name = `${base}${String(number)}`
  taken.add(name)
  return name
}
