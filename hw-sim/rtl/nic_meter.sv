// Meters: a packet whose rule names one passes where its bucket holds the packet's volume, and is dropped otherwise. A bucket
// holds 1000 times the burst, is full at first, and gets its rate each millisecond: packets or kilobits a second, as Open
// vSwitch's dp_netdev_run_meter reckons them. Results wait in their order while that is reckoned, one a clock (nic_bucket).
module nic_meter
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int METERS = 16,  // entries, a power of two up to 256; entry 0 is none
    parameter int MILLISECOND = 250000  // clocks
) (
    input  logic                clk,
    input  logic                rst,
    input  logic                in_valid,
    output logic                in_ready,
    input  result_t             in_result,
    input  logic [METER_W-1:0]  in_meter,  // its rule's, if there is one
    output logic                out_valid,
    input  logic                out_ready,
    output result_t             out_result,
    // a meter's bucket is filled between two packets, one at a time
    input  logic                write_valid,
    input  logic [$clog2(METERS)-1:0] write_index,  // stays until done
    input  logic [METER_CAPACITY_W-1:0] write_content,  // likewise
    output logic                write_done,
    output logic [63:0]         dropped  // packets, by all meters
);
  localparam int AW = $clog2(METERS);
  localparam int ROOM = 16;  // results that wait, a power of two; more than a decision takes clocks

  logic pending;  // a bucket is to be filled
  logic idle;     // no packet is being decided
  logic set;
  logic room;
  logic take;
  assign in_ready = !pending && room;
  assign take = in_valid && in_ready;
  assign set = pending && idle;
  always_ff @(posedge clk) begin
    if (rst) pending <= 1'b0;
    else if (write_valid) pending <= 1'b1;
    else if (set) pending <= 1'b0;
    write_done <= set && !rst;
  end

  logic decided_valid;
  logic decided_passes;
  nic_bucket #(
      .METERS(METERS),
      .MILLISECOND(MILLISECOND)
  ) u_bucket (
      .clk,
      .rst,
      .in_valid(take),
      .in_metered((in_result.action[ACT_METER_LSB+:ACT_METER_W] != 0) && (in_result.verdict != VERDICT_TO_HOST)),
      .in_index(in_result.action[ACT_METER_LSB+:AW]),
      .in_length(in_result.meta.length),
      .in_meter,
      .out_valid(decided_valid),
      .out_passes(decided_passes),
      .idle,
      .set,
      .set_index(write_index),
      .set_content(write_content)
  );

  // A result and what is decided of it leave together.
  logic    result_valid;
  result_t result;
  logic    leaves;
  nic_fifo #(
      .WIDTH($bits(result_t)),
      .DEPTH(ROOM)
  ) u_results (
      .clk,
      .rst,
      .in_valid(take),
      .in_ready(room),
      .in_data(in_result),
      .out_valid(result_valid),
      .out_ready(leaves),
      .out_data(result)
  );
  logic verdict_valid;
  logic verdict_passes;
  logic unused_room;  // where there was room for the result
  nic_fifo #(
      .WIDTH(1),
      .DEPTH(ROOM)
  ) u_verdicts (
      .clk,
      .rst,
      .in_valid(decided_valid),
      .in_ready(unused_room),
      .in_data(decided_passes),
      .out_valid(verdict_valid),
      .out_ready(leaves),
      .out_data(verdict_passes)
  );
  assign out_valid = result_valid && verdict_valid;
  assign leaves = out_valid && out_ready;
  always_comb begin
    out_result = result;
    out_result.over = !verdict_passes;
    if (!verdict_passes) out_result.verdict = VERDICT_DROP;
  end

  always_ff @(posedge clk) begin
    if (rst) dropped <= '0;
    else if (decided_valid && !decided_passes) dropped <= dropped + 1'b1;
  end
endmodule
