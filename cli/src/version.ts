/** The version of the toolchain, equal to the one in package.json (a test holds that). */
export const VERSION = '0.1.0'
