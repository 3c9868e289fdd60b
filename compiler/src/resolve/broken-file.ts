/**
 * Keeps one syntax error from becoming many: whether a file that could not be read whole seems to declare a name, so that others who use the name
 * are not told it is unknown. Looks at text alone and only after a look-up failed.
 */
import type { Module } from './module.ts'

const DECLARES =
  '(?:role|object|purpose|type|enum|union|const|let|var|unit|fn|function|def|governance|action|read|manifest|preset|invariant|fixture)'

/** True when a broken file of the module has a declaration keyword followed by this name, or could not be decoded at all. */
export function mayDeclare(module: Module, name: string): boolean {
  return module.files.some((file) => {
    if (!file.broken) return false
    if (file.tree === undefined && file.text === '') return true
    // An import that could not be read was to bring some name.
    if (/^(?:import\b(?![^\n{]*\{)|import\s*\{|(?:from|use|using|include|require)\b)/m.test(file.text)) return true
    return new RegExp(`\\b${DECLARES}\\s+"?${name.replaceAll('.', '\\.')}(?![A-Za-z0-9_-])`).test(file.text)
  })
}
