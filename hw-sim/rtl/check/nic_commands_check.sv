// Commands that are under way have room for their answers, no more come back than went, and every descriptor is answered
// once, in order.
`include "nic_check.svh"
module nic_commands_check #(
    parameter int ANSWERS = 16,
    parameter int MOST = 64  // descriptors inside, a power of two
) (
    input logic clk,
    input logic rst,
    input logic held,
    input logic command_valid,
    input logic command_done,
    input logic answered,
    input logic taken,
    input logic entry_done,
    input logic writing,
    input logic [$clog2(ANSWERS):0] under_way,
    input logic [$clog2(ANSWERS):0] waiting,
    input logic        leaves,
    input logic [15:0] leaves_tag,
    input logic        completed,  // the last beat of a completion leaves
    input logic [15:0] completed_tag
);
  localparam int W = $clog2(MOST);
  logic [15:0] tags[MOST];
  logic [W:0]  put;
  logic [W:0]  got;
  logic        expected;  // a completion
  logic [15:0] expected_tag;
  assign expected = (put != got);
  assign expected_tag = tags[got[W-1:0]];
  always_ff @(posedge clk) begin
    if (rst) begin
      put <= '0;
      got <= '0;
    end else begin
      if (leaves) put <= put + 1'b1;
      if (completed) got <= got + 1'b1;
    end
    if (leaves) tags[put[W-1:0]] <= leaves_tag;
  end

  `NIC_ALWAYS(commands_are_of_descriptors, !command_valid || held)
  `NIC_ALWAYS(commands_have_room_for_answers, int'(under_way) + int'(waiting) <= ANSWERS)
  `NIC_ALWAYS(commands_get_back_what_they_sent, !command_done || (under_way != 0))
  `NIC_ALWAYS(commands_get_answers_of_commands, !answered || command_done)
  `NIC_ALWAYS(commands_let_answers_leave_that_came, !taken || (waiting != 0))
  `NIC_ALWAYS(commands_write_one_entry_at_a_time, !entry_done || writing)
  `NIC_ALWAYS(commands_wait_for_entries, !writing || !command_valid)
  `NIC_ALWAYS(completions_are_of_descriptors, !completed || expected)
  `NIC_ALWAYS(completions_come_in_order, !completed || (completed_tag == expected_tag))
endmodule
