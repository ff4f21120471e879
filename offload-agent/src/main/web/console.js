"use strict";

// Shows what the admin API says, once a second. Everything from the agent goes in as text, never as markup.

const EVERY_MILLIS = 1000;
const number = new Intl.NumberFormat("en");
const element = (id) => document.getElementById(id);

const rows = new Map();
let cursors = [];
let nextCursor = null;
let asked = 0;
let timer = 0;

function make(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  setText(made, text);
  return made;
}

function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

async function get(path) {
  const response = await fetch(path, { signal: AbortSignal.timeout(10 * EVERY_MILLIS) });
  const body = await response.json();
  if (!response.ok) {
    const problem = new Error(body.detail);
    problem.name = "Problem";
    throw problem;
  }
  return body;
}

function share(part, whole) {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`;
}

function bytes(count) {
  const units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

function showTotals(stats) {
  const traffic = stats.traffic;
  const dropped = Object.values(traffic.drops).reduce((sum, count) => sum + count, 0);
  const totals = {
    "Packets received": number.format(traffic.received),
    "Bytes received": bytes(traffic.receivedBytes),
    "By hardware": share(traffic.hardwareHits, traffic.received),
    "Taken over from hardware": number.format(traffic.recovered),
    "Mark from hardware": number.format(traffic.markHits),
    "Exact-match cache": number.format(traffic.emcHits),
    "Signature match cache": number.format(traffic.smcHits),
    "Megaflow lookup": number.format(traffic.dpclsHits),
    "Slow path": number.format(traffic.upcalls),
    "Frames sent": number.format(traffic.transmitted),
    "Packets dropped": number.format(dropped),
    "Flows": number.format(stats.flows),
  };
  for (const [state, flows] of Object.entries(stats.states)) {
    totals[`Flows ${state}`] = number.format(flows);
  }
  const list = element("totals");
  const cards = Object.entries(totals).map(([name, value], index) => {
    const card = list.children[index] || document.createElement("div");
    if (card.children.length === 0) {
      card.append(document.createElement("dt"), document.createElement("dd"));
      list.append(card);
    }
    setText(card.children[0], name);
    setText(card.children[1], value);
    return card;
  });
  while (list.children.length > cards.length) {
    list.lastChild.remove();
  }
  showStates(Object.keys(stats.states));
}

function showStates(states) {
  const select = element("state");
  for (const state of states.slice(select.options.length - 1)) {
    select.append(new Option(state, state));
  }
}

function showDevices(devices) {
  const items = devices.map((device) => {
    const text = `${device.name} (${device.backend}): ${number.format(device.rules)} of ${number.format(device.maxRules)} rules`;
    return make("li", device.up ? "up" : "down", device.up ? text : `${text}, failed`);
  });
  element("devices").replaceChildren(...items);
}

/** A device may not count all that software does. */
function count(packets) {
  return packets === undefined ? "an unknown number" : number.format(packets);
}

function showMeters(meters) {
  const items = meters.map((meter) => {
    const limits = meter.bands.map((band) => `${number.format(band.rate)} ${meter.unit}`).join(", ");
    const counts = Object.entries({ software: meter.software, ...meter.devices }).map(([by, counted]) =>
      `${by} ${count(counted.droppedPackets)} of ${count(counted.packets)} packets dropped`);
    return make("li", "", `Meter ${meter.id} (${limits}): ${counts.join("; ")}`);
  });
  element("meters").replaceChildren(...items);
}

function newRow() {
  const row = document.createElement("tr");
  for (const className of ["odp", "odp", "state", "why", "number", "number", "number", "number"]) {
    row.append(make("td", className, ""));
  }
  return row;
}

function why(state) {
  if (state.refusal === null) {
    return "";
  }
  const words = state.refusal.driverWords === "" ? "" : ` (${state.refusal.driverWords})`;
  return `${state.refusal.sentence}${words}`;
}

function showFlow(row, flow) {
  const cells = row.children;
  const where = [flow.state.state, flow.state.device, flow.state.ruleId].filter((word) => word !== null);
  setText(cells[0], flow.match);
  setText(cells[1], flow.actions);
  setText(cells[2], where.join(" "));
  cells[2].className = `state ${flow.state.state}`;
  setText(cells[3], why(flow.state));
  cells[3].title = flow.state.refusal === null ? "" : `${flow.state.refusal.code}, ${flow.state.refusal.layer}`;
  setText(cells[4], number.format(flow.hardware.packets));
  setText(cells[5], number.format(flow.software.packets));
  setText(cells[6], number.format(flow.total.packets));
  setText(cells[7], bytes(flow.total.bytes));
  row.title = flow.ufid;
}

// Rows that stay keep their element, so that a selection in them outlives the refresh.
function showFlows(page) {
  const shown = new Set(page.items.map((flow) => flow.ufid));
  for (const [ufid, row] of rows) {
    if (!shown.has(ufid)) {
      row.remove();
      rows.delete(ufid);
    }
  }
  const table = element("flows");
  page.items.forEach((flow, index) => {
    const row = rows.get(flow.ufid) || newRow();
    rows.set(flow.ufid, row);
    showFlow(row, flow);
    if (table.children[index] !== row) {
      table.insertBefore(row, table.children[index] || null);
    }
  });
  nextCursor = page.next;
  element("next").disabled = nextCursor === null;
  element("previous").disabled = cursors.length === 0;
  element("empty").hidden = page.items.length > 0;
}

function flowsPath() {
  const query = new URLSearchParams({ limit: element("limit").value });
  const wanted = { state: element("state").value, text: element("text").value.trim(), cursor: cursors.at(-1) || "" };
  for (const [name, value] of Object.entries(wanted)) {
    if (value !== "") {
      query.set(name, value);
    }
  }
  return `api/v1/flows?${query}`;
}

async function refresh() {
  clearTimeout(timer);
  const question = ++asked;
  try {
    if (!document.hidden) {
      const [stats, devices, meters, page] = await Promise.all([
        get("api/v1/stats"),
        get("api/v1/devices"),
        get("api/v1/meters"),
        get(flowsPath()),
      ]);
      if (question !== asked) {
        return;
      }
      showTotals(stats);
      showDevices(devices.items);
      showMeters(meters.items);
      showFlows(page);
      setText(element("connection"), "live");
      element("connection").className = "";
      element("problem").hidden = true;
    }
  } catch (failure) {
    if (question !== asked) {
      return;
    }
    const lost = failure.name !== "Problem";
    setText(element("connection"), lost ? "the agent does not answer; what is shown is old" : "live");
    element("connection").className = lost ? "lost" : "";
    setText(element("problem"), lost ? "" : failure.message);
    element("problem").hidden = lost;
  }
  timer = setTimeout(refresh, EVERY_MILLIS);
}

function fromTheStart() {
  cursors = [];
  refresh();
}

element("filter").addEventListener("submit", (event) => event.preventDefault());
element("state").addEventListener("change", fromTheStart);
element("limit").addEventListener("change", fromTheStart);
element("text").addEventListener("input", fromTheStart);
element("next").addEventListener("click", () => {
  if (nextCursor !== null) {
    cursors.push(nextCursor);
    refresh();
  }
});
element("previous").addEventListener("click", () => {
  cursors.pop();
  refresh();
});
document.addEventListener("visibilitychange", refresh);
refresh();
