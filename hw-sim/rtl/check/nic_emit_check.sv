// A copy is in one state at a time, and its beats are full until the last one.
`include "nic_check.svh"
module nic_emit_check #(
    parameter int BYTES = 64  // of a beat
) (
    input logic        clk,
    input logic        rst,
    input logic        opens,
    input logic        in_body,
    input logic        flush,
    input logic        out_valid,
    input logic        out_ready,
    input logic        out_last,
    input logic [6:0]  out_bytes,
    input logic [31:0] out_seq,
    input logic [1:0]  out_number
);
  logic        under_way;  // behind a copy's first beat
  logic [31:0] seq;
  logic [1:0]  number;
  always_ff @(posedge clk) begin
    if (rst) under_way <= 1'b0;
    else if (out_valid && out_ready) begin
      under_way <= !out_last;
      seq <= out_seq;
      number <= out_number;
    end
  end

  `NIC_ALWAYS(emit_is_in_one_state, $onehot({opens, in_body, flush}))
  `NIC_ALWAYS(emit_beats_are_full, !out_valid || ((int'(out_bytes) <= BYTES) && (out_bytes != 0) && (out_last || (int'(out_bytes) == BYTES))))
  `NIC_ALWAYS(emit_copies_do_not_mix, !(out_valid && under_way) || ((out_seq == seq) && (out_number == number)))
endmodule
