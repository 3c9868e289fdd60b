/** Who writes entries (build plan section 7). */
export const WORM_SOURCES = ['PEP', 'WATCHDOG', 'MEMORY', 'OUROBOROS', 'BREAKOUT', 'COMMAND_DECK'] as const
export type WormSource = (typeof WORM_SOURCES)[number]
