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

  // clock 1: read
  logic          read_hit;
  logic          read_command;
  logic [SW-1:0] read_slot;
  logic [16:0]   read_bytes;
  logic [7:0]    read_code;
  answer_t       read_answer;
  counters_t     read_counters;
  logic [SW-1:0] slot;
  assign slot = command_valid ? command_answer.command.slot[SW-1:0] : hit_slot;
  always_ff @(posedge clk) begin
    read_hit <= hit_valid && !rst;
    read_command <= command_valid && !rst;
    read_slot <= slot;
    read_bytes <= hit_bytes;
    if (command_valid) read_answer <= command_answer;
    if (hit_valid || command_valid) read_counters <= mem[slot];
  end

  // clock 2: count; what was written last clock is not in the read yet
  logic          wrote;
  logic [SW-1:0] wrote_slot;
  counters_t     wrote_counters;
  counters_t     current;
  assign read_code = read_answer.command.code;
  counters_t     next;
  logic          write;
  assign current = (wrote && (wrote_slot == read_slot)) ? wrote_counters : read_counters;
  logic          clear;
  assign clear = (read_code == CMD_WRITE) || (read_code == CMD_MODIFY) || (read_code == CMD_DELETE);
  assign write = (read_hit && !frozen) || (read_command && clear);
  always_comb begin
    next = '0;
    if (read_hit) begin
      next.packets = (current.packets + 1'b1) & ones;
      next.bytes = (current.bytes + COUNTER_BITS'(read_bytes)) & ones;
      next.last_used = now;
    end
  end
  always_ff @(posedge clk) begin
    wrote <= write && !rst;
    if (write) begin
      mem[read_slot] <= next;
      wrote_slot <= read_slot;
      wrote_counters <= next;
    end
    command_done <= read_command && !rst;
    answer_valid <= read_command && !rst && (!read_answer.command.record || read_answer.held)
        && ((read_code != CMD_SCAN_IDLE) || (current.last_used < since));
    if (read_command) begin
      answer <= read_answer;
      answer.packets <= 64'(current.packets);
      answer.bytes <= 64'(current.bytes);
      answer.last_used <= current.last_used;
    end
  end
endmodule
