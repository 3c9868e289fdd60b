/**
 * The diagnostic pages are the documentation's own files; the package carries a copy in `pages/`, made before it is packed and removed after, so that a
 * checkout has each page once. Plain JavaScript: npm runs it under whatever Node it has.
 */
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const pages = fileURLToPath(new URL('../pages', import.meta.url))
const documentation = fileURLToPath(new URL('../../docs/reference/diagnostics', import.meta.url))

rmSync(pages, { recursive: true, force: true })
if (process.argv[2] === 'copy') {
  for (const name of readdirSync(documentation)) {
    if (/^CQ\d{4}\.md$/.test(name)) cpSync(join(documentation, name), join(pages, name))
  }
}
