// Commands that are under way have room for their answers, and no more come back than went.
`include "nic_check.svh"
module nic_control_check #(
    parameter int ANSWERS = 16
) (
    input logic clk,
    input logic rst,
    input logic busy,
    input logic command_valid,
    input logic command_done,
    input logic answer_valid,
    input logic [$clog2(ANSWERS):0] under_way,
    input logic [$clog2(ANSWERS):0] waiting
);
  `NIC_ALWAYS(control_sends_only_when_asked, !command_valid || busy)
  `NIC_ALWAYS(control_has_room_for_answers, int'(under_way) + int'(waiting) <= ANSWERS)
  `NIC_ALWAYS(control_gets_back_what_it_sent, !command_done || (under_way != 0))
  `NIC_ALWAYS(control_gets_answers_of_commands, !answer_valid || command_done)
endmodule
