// Packets, bytes and last use of every rule: one hit or command a clock, exact for hits in a row on one rule.
module nic_counters
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int SLOTS = 4096,      // rules
    parameter int COUNTER_BITS = 64  // of packets and bytes each, which wrap
) (
    input  logic        clk,
    input  logic        rst,
    input  logic [63:0] now,             // cycle number, the stamp of a hit
    input  logic        hit_valid,
    input  logic [$clog2(SLOTS)-1:0] hit_slot,
    input  logic [16:0] hit_bytes,
    input  logic        command_valid,   // never together with a hit
    input  answer_t     command_answer,  // all but the counters
    input  logic [COUNTER_BITS-1:0] ones,  // the bits of a counter that are in use; it wraps behind them
    input  logic [63:0] since,           // a scan answers rules that were not used from this cycle on
    input  logic        frozen,          // hits are not counted: an injected fault
    output logic        command_done,    // a command has passed
    output logic        answer_valid,    // and this is its answer, if it has one
    output answer_t     answer
);
  localparam int SW = $clog2(SLOTS);

  typedef struct packed {
    logic [COUNTER_BITS-1:0] packets;
    logic [COUNTER_BITS-1:0] bytes;
    logic [63:0]             last_used;
  } counters_t;

  counters_t mem[SLOTS];

  // Hits and commands under way: in [i] those of i clocks ago.
  logic [2:1]         hit;
  logic [2:1]         is_command;
  logic [2:1][SW-1:0] slot;
  logic [2:1][16:0]   bytes;
  answer_t            asked[1:2];
  logic [SW-1:0]      in_slot;
  assign in_slot = command_valid ? command_answer.command.slot[SW-1:0] : hit_slot;
  always_ff @(posedge clk) begin
    hit <= rst ? '0 : {hit[1], hit_valid};
    is_command <= rst ? '0 : {is_command[1], command_valid};
    slot <= {slot[1], in_slot};
    bytes <= {bytes[1], hit_bytes};
    if (command_valid) asked[1] <= command_answer;
    if (is_command[1]) asked[2] <= asked[1];
  end

  // clocks 1 and 2: read; what the two before write is not in the read yet
  counters_t fetched;
  counters_t kept;
  counters_t left;   // by the one before
  logic      far;    // the one two before writes that slot
  logic      near;   // the one before does
  logic      write;
  always_ff @(posedge clk) begin
    fetched <= mem[in_slot];
    far <= write && (slot[2] == in_slot);
    kept <= far ? left : fetched;
    near <= write && (slot[2] == slot[1]);
  end

  // clock 3: count; what is beyond the bits in use is only left out of answers
  logic      clear;
  logic      counts;
  logic      scans;
  counters_t current;
  logic [COUNTER_BITS-1:0] shown_packets;
  logic [COUNTER_BITS-1:0] shown_bytes;
  counters_t next;
  always_ff @(posedge clk) begin
    clear <= is_command[1] && ((asked[1].command.code == CMD_WRITE) || (asked[1].command.code == CMD_MODIFY)
        || (asked[1].command.code == CMD_DELETE));
    scans <= asked[1].command.code == CMD_SCAN_IDLE;
  end
  assign counts = hit[2] && !frozen;
  assign write = !rst && (counts || clear);
  assign current = near ? left : kept;
  assign shown_packets = current.packets & ones;
  assign shown_bytes = current.bytes & ones;
  always_comb begin
    next.packets = COUNTER_BITS'(hit[2]) + (clear ? '0 : current.packets);
    next.bytes = (hit[2] ? COUNTER_BITS'(bytes[2]) : '0) + (clear ? '0 : current.bytes);
    next.last_used = hit[2] ? now : '0;
  end
  always_ff @(posedge clk) begin
    left <= next;
    if (write) mem[slot[2]] <= next;
    command_done <= is_command[2] && !rst;
    answer_valid <= is_command[2] && !rst && (!asked[2].command.record || asked[2].held)
        && (!scans || (current.last_used < since));
    if (is_command[2]) begin
      answer <= asked[2];
      answer.packets <= 64'(shown_packets);
      answer.bytes <= 64'(shown_bytes);
      answer.last_used <= current.last_used;
    end
  end
endmodule
