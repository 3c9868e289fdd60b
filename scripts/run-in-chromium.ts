/**
 * Runs an ES module in headless Chromium and gives back what it exports as `result`, by way of JSON. Serves the files from this process to the browser
 * it starts, on the loopback interface, and leaves nothing behind.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'

const OPTIONS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
}

export interface BrowserRun {
  readonly program: string
  /** Path (`/module.js`) → content. */
  readonly files: ReadonlyMap<string, string>
  /** Module specifier → path, for bare imports. */
  readonly imports: Readonly<Record<string, string>>
  /** Path of the module whose `result` is wanted: a value, or a promise of one. */
  readonly entry: string
}

/** Rejects with what the page or the browser said when there is no result. */
export async function runInChromium({ program, files, imports, entry }: BrowserRun): Promise<unknown> {
  const profile = mkdtempSync(join(tmpdir(), 'clawql-chromium-'))
  const server = await serve(new Map([...files, ['/page.html', pageOf(imports, entry)]]))
  try {
    const { port } = server.address() as AddressInfo
    const dom = await dumpDom(program, profile, `http://127.0.0.1:${port}/page.html`)
    const [, kind, text] = /<output id="(result|fault)">([^<]*)<\/output>/.exec(dom) ?? []
    if (kind === undefined || text === undefined) throw new Error(`the page gave no result: ${dom.slice(0, 2000)}`)
    const said = decodeURIComponent(text)
    if (kind === 'fault') throw new Error(`in the browser: ${said}`)
    return JSON.parse(said) as unknown
  } finally {
    server.close()
    server.closeAllConnections()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The result travels percent-encoded, so that the serialised document needs no decoding of its own. */
function pageOf(imports: Readonly<Record<string, string>>, entry: string): string {
  return `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module">
function say(id, text) {
  const output = document.createElement('output')
  output.id = id
  output.textContent = encodeURIComponent(text)
  document.body.append(output)
}
try {
  const { result } = await import(${JSON.stringify(entry)})
  say('result', JSON.stringify(await result))
} catch (error) {
  say('fault', String(error?.stack ?? error))
}
</script><body></body>`
}

function serve(files: ReadonlyMap<string, string>): Promise<Server> {
  const server = createServer(({ url = '' }, response) => {
    const text = files.get(url)
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': TYPES[extname(url)] ?? 'text/plain' })
    response.end(text)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}

/** Virtual time waits for the page's promises; the real time limit is for a browser that never ends. */
function dumpDom(program: string, profile: string, url: string): Promise<string> {
  const words = [...OPTIONS, `--user-data-dir=${profile}`, '--virtual-time-budget=600000', '--dump-dom', url]
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000, killSignal: 'SIGKILL' })
  let dom = ''
  let log = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    dom += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status, signal) => {
      if (status === 0) resolve(dom)
      else reject(new Error(`${program} ended with ${status ?? signal}: ${log.slice(-2000)}`))
    })
  })
}
