// One write of an entry at a time, and none while packets that may use it are under way.
`include "nic_check.svh"
module nic_entries_check (
    input logic       clk,
    input logic       rst,
    input logic       write_valid,
    input logic       write_done,
    input logic       pending,
    input logic       finished,
    input logic [6:0] in_flight
);
  logic [6:0] ahead;  // packets that were under way when the write was asked for
  always_ff @(posedge clk) begin
    if (write_valid) ahead <= in_flight - 7'(finished);
    else if (finished && (ahead != 0)) ahead <= ahead - 1'b1;
  end

  `NIC_ALWAYS(entries_write_one_at_a_time, !write_valid || !pending)
  `NIC_ALWAYS(entries_wait_for_packets_before, !write_done || (ahead == 0))
  `NIC_ALWAYS(entries_finish_what_was_under_way, !finished || (in_flight != 0))
endmodule
