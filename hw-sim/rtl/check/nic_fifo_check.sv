// A queue is never written to when it is full, gives nothing when it is empty, and holds what went in and has not come out.
`include "nic_check.svh"
module nic_fifo_check #(
    parameter int DEPTH = 16
) (
    input logic clk,
    input logic rst,
    input logic in_valid,
    input logic in_ready,
    input logic out_valid,
    input logic out_ready,
    input logic [$clog2(DEPTH):0] used  // in memory, without the output register
);
  logic [$clog2(DEPTH)+1:0] items;
  always_ff @(posedge clk) begin
    if (rst) items <= '0;
    else items <= items + ($clog2(DEPTH) + 2)'(in_valid) - ($clog2(DEPTH) + 2)'(out_valid && out_ready);
  end

  `NIC_ALWAYS(fifo_never_overflows, !in_valid || in_ready)
  `NIC_ALWAYS(fifo_holds_at_most_its_depth, int'(used) <= DEPTH)
  `NIC_ALWAYS(fifo_counts_its_items, int'(items) == int'(used) + int'(out_valid))
endmodule
