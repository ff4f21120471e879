// A tuple finds only what it was asked for, five clocks later, and a command does not come while it is swept.
`include "nic_check.svh"
module nic_tuple_check (
    input logic clk,
    input logic rst,
    input logic in_valid,
    input logic enable,
    input logic sweep_valid,
    input logic write_valid,
    input logic out_hit
);
  logic [4:0] asked;
  always_ff @(posedge clk) asked <= rst ? 5'd0 : {asked[3:0], in_valid && enable};

  `NIC_ALWAYS(tuple_finds_what_was_asked_for, !out_hit || asked[4])
  `NIC_ALWAYS(tuple_is_not_written_while_swept, !(sweep_valid && write_valid))
  `NIC_ALWAYS(tuple_is_not_asked_while_swept, !(sweep_valid && in_valid))
endmodule
