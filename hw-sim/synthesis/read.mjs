// Reads SystemVerilog with yosys's slang front end and writes it as RTLIL, which any yosys reads:
//   node read.mjs TOP OUT FILE... [-GNAME=VALUE...] [--black-box MODULE]
import { runYosys } from '@yowasp/yosys';
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { basename } from 'node:path';

const [top, out, ...rest] = process.argv.slice(2);
const box = rest.indexOf('--black-box');
const hidden = box < 0 ? [] : rest.splice(box, 2).slice(1);
const parameters = rest.filter((word) => word.startsWith('-G'));
const files = rest.filter((word) => !word.startsWith('-G'));
const tree = Object.fromEntries(files.map((file) => [basename(file), readFileSync(file)]));

// One thread: WebAssembly starts no others here. Every instance stays a module of its own.
const read = ['read_slang', '--threads', '1', '--keep-hierarchy', '--top', top, ...parameters,
  ...hidden.flatMap((module) => ['--blackboxed-module', module]), ...Object.keys(tree)];
const commands = [
  read.join(' '), 'proc', 'bwmuxmap', 'opt_expr', 'opt_clean',
  // what is hidden is counted apart, and has no parameters left for a netlist
  ...hidden.map((module) => `setparam -unset BUCKETS -unset WAYS t:${module}`), 'write_rtlil nic.il',
];
let words = '';
const hear = (bytes) => { if (bytes) words += Buffer.from(bytes).toString(); };
try {
  const made = await runYosys(['-q', '-p', commands.join('; ')], tree, { stdout: hear, stderr: hear });
  writeFileSync(out, made['nic.il']);
} catch (error) {
  writeSync(2, `${words}${error}\n`);
  process.exit(1);
}
