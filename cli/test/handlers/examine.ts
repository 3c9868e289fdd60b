/** A policy and a module of handlers in, what is said about the handlers out: code, severity and the underlined text, in the order of the module. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { analyse, type Diagnostic, reportHandlers } from '@clawql/compiler'
import { virtualHost } from '@clawql/compiler/testing'
import { examineHandlers } from '../../src/handlers/examine-handlers.ts'
import { createNodeHost } from '../../src/node-host.ts'
import { ROOT } from '../program.ts'

/** Without the types of browsers and of packages, which take longer to read than everything else. */
const SMALL = JSON.stringify({ compilerOptions: { lib: ['es2022'], types: [] } })

const { readPackage } = createNodeHost(ROOT)

export interface Examined {
  readonly diagnostics: readonly Diagnostic[]
  readonly underlined: (diagnostic: Diagnostic) => string
}

/** `files`: others beside the module, by name. */
export function examineFully(
  policy: string,
  handlers: string,
  name = 'handlers.ts',
  files: Readonly<Record<string, string>> = {},
): Examined {
  const { program, hasErrors, diagnostics } = analyse({ ...virtualHost({ 'main.claw': policy }), readPackage })
  if (hasErrors) throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n'))
  const listed = new Set(program.manifests.flatMap(({ actions }) => actions))
  const folder = mkdtempSync(join(tmpdir(), 'clawqlc-handlers-'))
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    const all = { 'tsconfig.json': SMALL, ...files, [name]: handlers }
    for (const [path, text] of Object.entries(all)) writeFileSync(join(folder, path), text)
    const actions = program.actions.filter(({ id }) => listed.has(id))
    const { findings, sources } = examineHandlers(join(folder, name), actions)
    return {
      diagnostics: reportHandlers(program, findings),
      underlined: ({ location: { file, span } }) =>
        `${basename(file) === name ? '' : `${basename(file)}: `}${sources.get(file)?.slice(span.start, span.end)}`,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export function examine(...args: Parameters<typeof examineFully>): readonly (readonly string[])[] {
  const { diagnostics, underlined } = examineFully(...args)
  return diagnostics.map((diagnostic) => [diagnostic.code, diagnostic.severity, underlined(diagnostic)])
}
