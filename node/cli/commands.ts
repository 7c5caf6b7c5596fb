import type { Command } from './command.ts';
import { adviceCommand } from './commands/advice.ts';
import { balanceCommand } from './commands/balance.ts';
import { backrefsCommand, refsCommand } from './commands/backrefs.ts';
import { captureCommand } from './commands/capture.ts';
import { checkCommand } from './commands/check.ts';
import { diffCommand } from './commands/diff.ts';
import { dominatorsCommand } from './commands/dominators.ts';
import { findingsCommand } from './commands/findings.ts';
import { groupCommand } from './commands/group.ts';
import { growthCommand } from './commands/growth.ts';
import { holdersCommand } from './commands/holders.ts';
import { infoCommand } from './commands/info.ts';
import { instancesCommand } from './commands/instances.ts';
import { objectCommand } from './commands/object.ts';
import { openCommand } from './commands/open.ts';
import { pathCommand } from './commands/path.ts';
import { pathsCommand } from './commands/paths.ts';
import { psCommand } from './commands/ps.ts';
import { reportCommand } from './commands/report.ts';
import { retainedCommand } from './commands/retained.ts';
import { runCommand } from './commands/run.ts';
import { serveCommand } from './commands/serve.ts';
import { mergedPathsCommand, patternCommand } from './commands/set-trees.ts';
import { typesCommand } from './commands/types.ts';

/** All subcommands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  infoCommand,
  findingsCommand,
  typesCommand,
  instancesCommand,
  objectCommand,
  backrefsCommand,
  refsCommand,
  pathCommand,
  pathsCommand,
  mergedPathsCommand,
  patternCommand,
  groupCommand,
  retainedCommand,
  holdersCommand,
  dominatorsCommand,
  diffCommand,
  adviceCommand,
  balanceCommand,
  growthCommand,
  checkCommand,
  reportCommand,
  psCommand,
  captureCommand,
  runCommand,
  serveCommand,
];

/** What `backref [FILE…]` does. */
export const OPENING: Command = openCommand;
