// Copies enter where there is room for them behind the pipeline that never stalls.
`include "nic_check.svh"
module nic_edit_check #(
    parameter int ROOM = 32
) (
    input logic       clk,
    input logic       rst,
    input logic [$clog2(ROOM):0] copies,
    input logic       enters,
    input logic       leaves,
    input logic       result_valid,
    input logic       result_ready,
    input logic       done_valid
);
  `NIC_ALWAYS(edit_has_room_for_its_copies, int'(copies) <= ROOM)
  `NIC_ALWAYS(edit_lets_no_more_leave_than_came, !leaves || (copies != 0) || enters)
  `NIC_ALWAYS(edit_takes_results_that_are_there, !result_ready || result_valid)
  `NIC_NEXT(edit_finishes_every_result, result_ready, done_valid)
  `NIC_NEXT(edit_finishes_nothing_else, !result_ready, !done_valid)
endmodule
