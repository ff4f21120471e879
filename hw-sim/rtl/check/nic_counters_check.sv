// The counters of one rule, counted beside: those of the slot that was hit first since the reset.
`include "nic_check.svh"
module nic_counters_check #(
    parameter int SLOTS = 4096,
    parameter int COUNTER_BITS = 64
) (
    input logic clk,
    input logic rst,
    input logic hit_valid,
    input logic [$clog2(SLOTS)-1:0] hit_slot,
    input logic command_valid,
    input logic [31:0] command_slot,
    input logic command_nop,   // which is of no slot
    input logic clear,         // the command that is at its third clock sets the counters to zero
    input logic read_hit,      // likewise
    input logic read_command,
    input logic [$clog2(SLOTS)-1:0] read_slot,
    input logic [16:0] read_bytes,
    input logic frozen,
    input logic [COUNTER_BITS-1:0] ones,
    input logic answer_valid,
    input logic [31:0] answer_slot,
    input logic [63:0] answer_packets,
    input logic [63:0] answer_bytes
);
  logic watching;
  logic known;  // the slot was emptied since, so that what it counts is known
  logic [$clog2(SLOTS)-1:0] slot;
  logic [63:0] packets;
  logic [63:0] bytes;
  logic [63:0] asked_packets;
  logic [63:0] asked_bytes;
  logic        asked;
  logic [63:0] mask;
  assign mask = 64'(ones);
  always_ff @(posedge clk) begin
    asked <= read_command && watching && known && (read_slot == slot) && !rst;
    asked_packets <= packets & mask;
    asked_bytes <= bytes & mask;
    if (rst) begin
      watching <= 1'b0;
      known <= 1'b0;
    end else begin
      if (hit_valid && !watching) begin
        watching <= 1'b1;
        slot <= hit_slot;
      end
      if (watching && read_command && clear && (read_slot == slot)) begin
        known <= 1'b1;
        packets <= '0;
        bytes <= '0;
      end else if (watching && read_hit && !frozen && (read_slot == slot)) begin
        packets <= packets + 1'b1;
        bytes <= bytes + {47'd0, read_bytes};
      end
    end
  end

  `NIC_ALWAYS(counters_take_one_at_a_time, !(hit_valid && command_valid))
  `NIC_ALWAYS(counters_are_of_rules_that_exist, !command_valid || command_nop || (command_slot < 32'(SLOTS)))
  `NIC_ALWAYS(counters_count_packets, !(asked && answer_valid) || (answer_packets == asked_packets) || (int'(answer_slot) != int'(slot)))
  `NIC_ALWAYS(counters_count_bytes, !(asked && answer_valid) || (answer_bytes == asked_bytes) || (int'(answer_slot) != int'(slot)))
endmodule
