// Meters decide as their formula says it, packet by packet, reckoned here at once when a packet comes in.
`include "nic_check.svh"
module nic_bucket_check
  import nic_defs_pkg::*;
#(
    parameter int METERS = 16
) (
    input logic                      clk,
    input logic                      rst,
    input logic [31:0]               now,
    input logic                      in_valid,
    input logic                      in_metered,
    input logic [$clog2(METERS)-1:0] in_index,
    input logic [16:0]               in_length,
    input logic [METER_W-1:0]        in_meter,
    input logic                      out_valid,
    input logic                      out_passes,
    input logic                      idle,
    input logic                      set,
    input logic [$clog2(METERS)-1:0] set_index,
    input logic [METER_CAPACITY_W-1:0] set_content
);
  localparam int LATENCY = 8;

  logic [63:0]        contents[METERS];
  logic [31:0]        used[METERS];
  logic [LATENCY-1:0] expected;
  logic [LATENCY-1:0] passes;

  logic [31:0]        since;
  logic [63:0]        pause;
  logic [63:0]        capacity;
  logic [63:0]        content;
  logic [63:0]        volume;
  logic               enough;
  always_comb begin
    since = now - used[in_index];
    pause = 64'(since);
    if (pause > 64'(in_meter[METER_PAUSE_LSB+:METER_PAUSE_W])) pause = 64'(in_meter[METER_PAUSE_LSB+:METER_PAUSE_W]);
    capacity = 64'(in_meter[METER_CAPACITY_LSB+:METER_CAPACITY_W]);
    content = contents[in_index] + pause * 64'(in_meter[METER_RATE_LSB+:METER_RATE_W]);
    if (content > capacity) content = capacity;
    volume = in_meter[METER_PACKETS_LSB] ? 64'd1000 : 64'(in_length) * 8;
    enough = content >= volume;
  end
  logic unused_meter;
  assign unused_meter = &{1'b0, in_meter};

  always_ff @(posedge clk) begin
    expected <= rst ? '0 : {expected[LATENCY-2:0], in_valid};
    passes <= {passes[LATENCY-2:0], enough || !in_metered};
    if (in_valid && in_metered) begin
      contents[in_index] <= enough ? content - volume : content;
      used[in_index] <= now;
    end
    if (set) begin
      contents[set_index] <= 64'(set_content);
      used[set_index] <= now;
    end
  end

  `NIC_ALWAYS(bucket_is_set_between_packets, !set || (idle && !in_valid))
  `NIC_ALWAYS(bucket_decides_for_every_packet, out_valid == expected[LATENCY-1])
  `NIC_ALWAYS(bucket_decides_by_the_formula, !out_valid || (out_passes == passes[LATENCY-1]))
endmodule
