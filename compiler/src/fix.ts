/** `fix` over a project: the fixes of its analysis and of lint, tried in memory. */
import { utf8 } from 'clawql-manifest-validator'
import type { AnalyseOptions } from './analyse.ts'
import { type FixedProject, fixProject } from './fix/fix-project.ts'
import type { Host } from './host.ts'
import { lint } from './lint.ts'

/** Nothing is written: the caller does with the changes what it likes. */
export function fix(host: Host, options: AnalyseOptions = {}): FixedProject {
  return fixProject((texts) => lint(withTexts(host, texts), options))
}

function withTexts(host: Host, texts: ReadonlyMap<string, string>): Host {
  return {
    ...host,
    readFile: (path) => {
      const text = texts.get(path)
      return text === undefined ? host.readFile(path) : utf8(text)
    },
  }
}
