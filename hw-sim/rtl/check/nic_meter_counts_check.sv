// One thing is asked of the meters' counts at a time, and of the meter that was counted first since its counts were cleared the
// packets are counted beside.
`include "nic_check.svh"
module nic_meter_counts_check #(
    parameter int METERS = 16
) (
    input logic clk,
    input logic rst,
    input logic count_valid,
    input logic [$clog2(METERS)-1:0] count_meter,
    input logic [16:0] count_bytes,
    input logic count_dropped,
    input logic clear_valid,
    input logic read_valid,
    input logic clearing,
    input logic reading,
    input logic asks,
    input logic [$clog2(METERS)-1:0] index,
    input logic read_done,
    input logic [3:0][63:0] counts
);
  logic        watching;
  logic        known;  // its counts were cleared since
  logic [$clog2(METERS)-1:0] meter;
  logic [3:0][63:0] known_counts;
  logic        asked;
  logic        answered;
  logic [3:0][63:0] asked_counts;
  always_ff @(posedge clk) begin
    asked <= asks && reading && watching && known && (index == meter) && !rst;
    answered <= asked;
    if (asks && reading) asked_counts <= known_counts;
    if (rst) begin
      watching <= 1'b0;
      known <= 1'b0;
    end else begin
      if (count_valid && !watching) begin
        watching <= 1'b1;
        meter <= count_meter;
      end
      if (asks && clearing && (index == meter)) begin
        known <= 1'b1;
        known_counts <= '0;
      end else if (count_valid && (count_meter == meter)) begin
        known_counts[0] <= known_counts[0] + 1'b1;
        known_counts[1] <= known_counts[1] + 64'(count_bytes);
        known_counts[2] <= known_counts[2] + 64'(count_dropped);
        known_counts[3] <= known_counts[3] + (count_dropped ? 64'(count_bytes) : 64'd0);
      end
    end
  end

  `NIC_ALWAYS(meter_counts_are_asked_one_thing, !(clear_valid || read_valid) || !(clearing || reading))
  `NIC_ALWAYS(meter_counts_count_packets, !answered || (read_done && (counts == asked_counts)))
endmodule
