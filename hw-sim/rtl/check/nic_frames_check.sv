// The ring of beats holds no more than it has room for, and is read where there is something.
`include "nic_check.svh"
module nic_frames_check #(
    parameter int DEPTH = 2048
) (
    input logic clk,
    input logic rst,
    input logic in_valid,
    input logic in_ready,
    input logic [$clog2(DEPTH):0] start,
    input logic [$clog2(DEPTH):0] head,
    input logic [$clog2(DEPTH):0] tail
);
  localparam int AW = $clog2(DEPTH);
  logic [AW:0] used;
  logic [AW:0] read;
  assign used = tail - start;
  assign read = head - start;

  `NIC_ALWAYS(frames_never_overflow, !in_valid || in_ready)
  `NIC_ALWAYS(frames_hold_at_most_their_depth, int'(used) <= DEPTH)
  `NIC_ALWAYS(frames_read_what_was_written, read <= used)
endmodule
