// No place is filled twice, and only filled ones leave.
`include "nic_check.svh"
module nic_reorder_check #(
    parameter int DEPTH = 64
) (
    input logic clk,
    input logic rst,
    input logic in_valid,
    input logic [$clog2(DEPTH)-1:0] in_place,
    input logic out_valid,
    input logic out_ready,
    input logic [DEPTH-1:0] there
);
  logic [$clog2(DEPTH)+1:0] items;
  always_ff @(posedge clk) begin
    if (rst) items <= '0;
    else items <= items + ($clog2(DEPTH) + 2)'(in_valid) - ($clog2(DEPTH) + 2)'(out_valid && out_ready);
  end

  `NIC_ALWAYS(reorder_place_is_free, !in_valid || !there[in_place])
  `NIC_ALWAYS(reorder_counts_its_items, int'(items) == $countones(there) + int'(out_valid))
endmodule
