// A packet or a command a clock, none before the tables are empty, and each comes out again after the same time.
`include "nic_check.svh"
module nic_lookup_check (
    input logic clk,
    input logic rst,
    input logic ready,
    input logic in_valid,
    input logic command_valid,
    input logic out_valid,
    input logic answer_valid
);
  localparam int LATENCY = 10;

  logic [LATENCY-1:0] packets;
  logic [LATENCY-1:0] commands;
  always_ff @(posedge clk) begin
    packets <= rst ? '0 : {packets[LATENCY-2:0], in_valid};
    commands <= rst ? '0 : {commands[LATENCY-2:0], command_valid};
  end

  `NIC_ALWAYS(lookup_takes_one_at_a_time, !(in_valid && command_valid))
  `NIC_ALWAYS(lookup_begins_with_empty_tables, ready || !(in_valid || command_valid))
  `NIC_ALWAYS(lookup_answers_every_packet, out_valid == packets[LATENCY-1])
  `NIC_ALWAYS(lookup_answers_every_command, answer_valid == commands[LATENCY-1])
endmodule
