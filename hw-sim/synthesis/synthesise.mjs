// Makes cells of Xilinx UltraScale+ of SystemVerilog by yosys, module by module, and writes what each takes as JSON:
//   node synthesise.mjs TOP OUT FILE... [-GNAME=VALUE...] [--black-box MODULE]
//   {"modules": {"nic_fifo$nic_top.u_headers": {"cells": {"LUT6": 3}, "picoseconds": 2668, "seconds": 4}}}
// What a module takes is kept beside OUT, so that only those are synthesised again that have changed.
import { runYosys } from '@yowasp/yosys';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const [top, out, ...rest] = process.argv.slice(2);
const box = rest.indexOf('--black-box');
const hidden = box < 0 ? [] : rest.splice(box, 2).slice(1);
const parameters = rest.filter((word) => word.startsWith('-G'));
const files = rest.filter((word) => !word.startsWith('-G'));
const sources = Object.fromEntries(files.map((file) => [basename(file), readFileSync(file)]));

async function yosys(commands, tree) {
  let words = '';
  const hear = (bytes) => { if (bytes) words += Buffer.from(bytes).toString(); };
  try {
    return { files: await runYosys(['-p', commands.join('; ')], tree, { stdout: hear, stderr: hear }), words };
  } catch (error) {
    throw new Error(`${words.split('\n').slice(-30).join('\n')}\n${error}`);
  }
}

// One thread: WebAssembly starts no others here. Every instance stays a module of its own.
const read = ['read_slang', '--threads', '1', '--keep-hierarchy', '--top', top, ...parameters,
  ...hidden.flatMap((module) => ['--blackboxed-module', module]), ...Object.keys(sources)].join(' ');
const { files: { 'nic.il': whole } } =
  await yosys([read, 'proc', 'opt_expr', 'opt_clean', 'write_rtlil nic.il'], sources);
// A netlist's black boxes have no parameters.
const netlist = Buffer.from(whole).toString().replace(/^( *cell \\nic_\S+ [^\n]*\n)(?: *parameter [^\n]*\n)+/gm, '$1');

const kept = join(dirname(out), 'modules');
mkdirSync(kept, { recursive: true });
const modules = {};
for (const [text, name] of netlist.matchAll(/^module \\(\S+)$.*?^end$/gms)) {
  if (!hidden.includes(name)) {
    // Where it stands in the sources, and what its instance is called, changes nothing.
    const same = text.replace(/^ *attribute \\src .*$/gm, '').replaceAll(name, '').replace(/\$\d+|\$nic_top\S*/g, '');
    const answer = join(kept, `${createHash('sha256').update(same).digest('hex')}.json`);
    if (!existsSync(answer)) {
      write(answer, await synthesise(name));
    }
    modules[name] = JSON.parse(readFileSync(answer));
  }
}
write(out, { modules });

async function synthesise(name) {
  const began = process.cpuUsage().user;
  const map = (...script) => yosys([
    'read_rtlil nic.il', `blackbox * ${name} %d`, ...script, `synth_xilinx -family xcup -noiopad -noclkbuf -top ${name}`,
    'check', 'tee -q -o cells.json stat -json'], { 'nic.il': netlist });
  // On some modules ABC aborts with the script that yosys gives it unless told otherwise.
  const { files: made, words } = await map().catch(() => map('scratchpad -copy abc9.script.flow2 abc9.script'));
  const stat = JSON.parse(Buffer.from(made['cells.json']).toString()).modules;
  const types = (stat[`\\${name}`] ?? stat[name]).num_cells_by_type;
  const delays = [...words.matchAll(/ABC: [A-Z]: +Del = +([0-9]+)/g)].map((found) => Number(found[1]));
  return {
    cells: Object.fromEntries(Object.entries(types).filter(([type]) => type !== '$buf')),
    picoseconds: delays.at(-1) ?? 0,
    seconds: Math.round((process.cpuUsage().user - began) / 1e6),
  };
}

function write(file, value) {
  writeFileSync(`${file}.new`, JSON.stringify(value, null, 1));
  renameSync(`${file}.new`, file);
}
