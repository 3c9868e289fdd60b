/**
 * The property that a workspace which was edited says what a fresh analysis of the same files says: every diagnostic in the same order, the same program,
 * the same record of packages. The edits are what people do to policies: words and declarations put in, taken out, moved, files that come and go.
 */
import assert from 'node:assert/strict'
import { utf8 } from 'clawql-manifest-validator'
import fc from 'fast-check'
import { analyse } from '../../src/analyse.ts'
import { type VirtualFiles, virtualHost } from '../../src/testing/virtual-host.ts'
import { createWorkspace } from '../../src/workspace.ts'
import { PACKAGES } from '../repository-host.ts'

type Texts = Readonly<Record<string, string>>

interface Edit {
  /** Which file, as a share of all. */
  readonly file: number
  readonly at: number
  readonly length: number
  readonly how: 'replace' | 'copy' | 'move' | 'undo' | 'remove' | 'create'
  readonly words: readonly string[]
}

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

function edits(words: readonly string[]): fc.Arbitrary<readonly Edit[]> {
  const written = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...words) },
    { weight: 1, arbitrary: fc.constantFrom('', ' ', '\n', '"', '{', '}', '(', ')', 'x', '7', '// ', ',') },
  )
  return fc.array(
    fc.record({
      file: share,
      at: share,
      length: fc.nat({ max: 14 }),
      how: fc.constantFrom(
        ...(['replace', 'replace', 'replace', 'replace', 'copy', 'move', 'undo', 'undo', 'remove', 'create'] as const),
      ),
      words: fc.array(written, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
}

/** The whole project after an edit; `before` is the project as it began, for an undo. */
function apply(texts: Texts, { file, at, length, how, words }: Edit, before: Texts): Texts {
  const paths = Object.keys(texts).sort()
  const path = paths[Math.floor(file * paths.length)]
  if (path === undefined) return before
  const text = texts[path]!
  const start = Math.floor(at * text.length)
  const declarations = text.split(
    /\n(?=(?:\/\/\/|@|private|role|object|purpose|type|const|unit|fn|action|read|manifest|test|fixture|invariant|preset|governance|context) )/,
  )
  const chosen = declarations[Math.floor(at * declarations.length)] ?? ''
  const other = paths[Math.floor(((file * 7 + at) % 1) * paths.length)]!
  switch (how) {
    case 'replace':
      return { ...texts, [path]: text.slice(0, start) + words.join(' ') + text.slice(start + length) }
    case 'copy':
      return { ...texts, [other]: `${texts[other]!}\n${chosen}\n` }
    case 'move':
      return {
        ...texts,
        [path]: declarations.filter((one) => one !== chosen).join('\n'),
        [other]: `${texts[other]!}\n${chosen}\n`,
      }
    case 'undo':
      return before[path] === undefined ? texts : { ...texts, [path]: before[path] }
    case 'remove': {
      const { [path]: _, ...rest } = texts
      return rest
    }
    case 'create': {
      const directory = path.slice(0, path.lastIndexOf('/') + 1)
      return { ...texts, [`${directory}further${length}.claw`]: `${text.split('\n')[0]}\n\n${chosen}\n` }
    }
  }
}

/** Throws at the first difference, made small; `seed` is drawn where none is given and part of what is thrown. */
export function holdsUnderEdits(files: VirtualFiles, runs: number, seed?: number): void {
  const texts = Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? content : new TextDecoder().decode(content),
    ]),
  )
  const words = [...new Set(Object.values(texts).flatMap((text) => text.match(/[\w.-]+|[^\w\s]/g) ?? []))]
  fc.assert(
    fc.property(edits(words), (done) => {
      const shown = new Map<string, string>(Object.entries(texts))
      const host = virtualHost({}, PACKAGES)
      const workspace = createWorkspace({
        ...host,
        readFile: (path) => (shown.has(path) ? utf8(shown.get(path)!) : undefined),
        listFiles: () => [...shown.keys()].sort(),
      })
      assert.deepEqual(workspace.diagnostics(), analyse(virtualHost(texts, PACKAGES)).diagnostics)
      let now: Texts = texts
      for (const edit of done) {
        const next = apply(now, edit, texts)
        for (const path of new Set([...Object.keys(now), ...Object.keys(next)])) {
          if (now[path] === next[path]) continue
          const text = next[path]
          if (text === undefined) {
            shown.delete(path)
            workspace.edit(path, undefined)
          } else if (edit.how === 'create') {
            // Written to the disk, and no editor shows it.
            shown.set(path, text)
            workspace.edit(path, undefined)
            workspace.refresh()
          } else {
            workspace.edit(path, utf8(text))
          }
          if (text !== undefined) shown.set(path, text)
        }
        now = next
        const fresh = analyse(virtualHost(now, PACKAGES))
        assert.deepEqual(workspace.diagnostics(), fresh.diagnostics)
        assert.deepEqual(workspace.analysis(), fresh)
      }
    }),
    { numRuns: runs, ...(seed !== undefined && { seed }) },
  )
}
