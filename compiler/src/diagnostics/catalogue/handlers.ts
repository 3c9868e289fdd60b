/**
 * Codes CQ8xxx: a module of handlers that does not fit the actions it serves. One entry per code, each with a page under docs/reference/diagnostics; a code
 * is never reused.
 */
import { type CatalogueEntry, define } from '../diagnostic.ts'

export const unreadableHandlers: CatalogueEntry<{ problem: string }> = define('CQ8001', {
  slug: 'unreadable-handlers',
  severity: 'error',
  message: ({ problem }) => problem,
})

export const missingHandler: CatalogueEntry<{ handler: string; action: string }> = define('CQ8002', {
  slug: 'missing-handler',
  severity: 'error',
  message: ({ handler, action }) => `there is no handler \`${handler}\`, which \`${action}\` needs`,
})

export const handlerIsNoFunction: CatalogueEntry<{ handler: string }> = define('CQ8003', {
  slug: 'handler-is-no-function',
  severity: 'error',
  message: ({ handler }) => `\`${handler}\` is not a function`,
})

export const handlerInput: CatalogueEntry<{ handler: string; action: string }> = define('CQ8004', {
  slug: 'handler-input',
  severity: 'error',
  message: ({ handler, action }) => `\`${handler}\` cannot be called with the input of \`${action}\``,
})

export const handlerResult: CatalogueEntry<{ handler: string; action: string }> = define('CQ8005', {
  slug: 'handler-result',
  severity: 'error',
  message: ({ handler, action }) => `what \`${handler}\` gives is not the output of \`${action}\``,
})

export const handlerExtraField: CatalogueEntry<{ handler: string; action: string; field: string }> = define('CQ8006', {
  slug: 'handler-extra-field',
  severity: 'error',
  message: ({ handler, action, field }) =>
    `\`${handler}\` gives \`${field}\`, which the output of \`${action}\` does not have`,
})

export const untypedHandler: CatalogueEntry<{ handler: string; part: string }> = define('CQ8007', {
  slug: 'untyped-handler',
  severity: 'warning',
  message: ({ handler, part }) => `nothing is proven of ${part} of \`${handler}\`: its type is \`any\``,
})

export const unusedHandler: CatalogueEntry<{ handler: string }> = define('CQ8008', {
  slug: 'unused-handler',
  severity: 'warning',
  message: ({ handler }) => `no action needs the handler \`${handler}\``,
})

export const errorsInHandlers: CatalogueEntry<{ count: number }> = define('CQ8009', {
  slug: 'errors-in-handlers',
  severity: 'error',
  message: ({ count }) =>
    `the handlers have ${count} type error${count === 1 ? '' : 's'} of their own, so their types prove nothing`,
})
