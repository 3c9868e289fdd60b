/**
 * The compiler's only way to the outside. The compiler itself is pure and runs in a browser; whoever calls it supplies one of these.
 * All paths are relative to the project's root and use `/`.
 */
export interface Host {
  /** The bytes of a file below the project's root, or undefined when there is none. Throws only on a fault of the host itself. */
  readFile(path: string): Uint8Array | undefined
  /** All files below a directory of the project, recursively, ascending; hidden directories, `node_modules` and build output are left out. */
  listFiles(directory: string): readonly string[]
  /** The `.claw` files of an installed package whose `package.json#claw` names their root: path inside the package → bytes. */
  readPackage(name: string): ClawPackage | undefined
  /** Evaluates an ES module without imports and returns its exports; used to check generated code against the interpreter. */
  loadModule(source: string): Promise<Readonly<Record<string, unknown>>>
  /** SHA-256 of the text's UTF-8 bytes by the platform's own means, which are quicker; without it the compiler computes it. The same bytes either way. */
  sha256?(text: string): Uint8Array
}

export interface ClawPackage {
  readonly name: string
  readonly version: string
  readonly files: ReadonlyMap<string, Uint8Array>
}
