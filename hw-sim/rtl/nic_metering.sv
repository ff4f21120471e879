// Meters: finds that of each packet's rule, lets the packet pass or drops it, and counts. Results keep their order.
//
//   results --> meter_table --> meter --> out  ...  (packets that are done) --> meter_counts
//
module nic_metering
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int METERS = 16,  // entries of the meter table, a power of two up to 256
    parameter int MILLISECOND = 250000  // clocks, as meters reckon
) (
    input  logic               clk,
    input  logic               rst,
    input  logic               in_valid,
    output logic               in_ready,
    input  result_t            in_result,
    output logic               out_valid,
    input  logic               out_ready,
    output result_t            out_result,
    output logic [63:0]        dropped,      // packets, by all meters
    // one write or read at a time
    input  logic               write_valid,
    input  logic               read_valid,
    input  command_t           command,      // stays until done
    input  logic [METER_W-1:0] write_meter,  // likewise
    output logic               command_done,
    output logic [3:0][63:0]   counts,       // packets, bytes, packets and bytes dropped; with the end of a read
    // packets that are looked up, and those of which all is decided
    input  logic               entered,
    input  logic               done_valid,
    input  result_t            done,
    // entries with a parity error
    output logic               flawed,
    output flaw_t              flaw
);
  localparam int AW = $clog2(METERS);

  logic               named_valid;
  logic               named_ready;
  result_t            named;
  logic [METER_W-1:0] meter;
  logic               write_done;
  logic               set_meter;
  logic               meter_set;
  nic_meter_table #(
      .METERS(METERS)
  ) u_meter_table (
      .clk,
      .rst,
      .in_valid,
      .in_ready,
      .in_result,
      .out_valid(named_valid),
      .out_ready(named_ready),
      .out_result(named),
      .out_meter(meter),
      .write_valid,
      .write(command),
      .write_meter,
      .write_done,
      .set_valid(set_meter),
      .set_done(meter_set),
      .flawed,
      .flaw
  );

  logic cleared;  // the counts of the meter that is set
  nic_meter #(
      .METERS(METERS),
      .MILLISECOND(MILLISECOND)
  ) u_meter (
      .clk,
      .rst,
      .in_valid(named_valid),
      .in_ready(named_ready),
      .in_result(named),
      .in_meter(meter),
      .out_valid,
      .out_ready,
      .out_result,
      .write_valid(cleared),
      .write_index(command.slot[AW-1:0]),
      .write_content(write_meter[METER_CAPACITY_LSB+:METER_CAPACITY_W]),
      .write_done(meter_set),
      .dropped
  );

  logic counts_it;  // a meter does
  logic read_done;
  assign counts_it = (done.verdict != VERDICT_TO_HOST) && (done.action[ACT_METER_LSB+:ACT_METER_W] != 0);
  assign command_done = write_done || read_done;
  nic_meter_counts #(
      .METERS(METERS)
  ) u_meter_counts (
      .clk,
      .rst,
      .count_valid(done_valid && counts_it),
      .count_meter(done.action[ACT_METER_LSB+:AW]),
      .count_bytes(done.meta.length),
      .count_dropped(done.over),
      .clear_valid(set_meter),
      .clear_done(cleared),
      .read_valid,
      .read_done,
      .index(command.slot[AW-1:0]),
      .counts,
      .entered,
      .metered(named_valid && named_ready),
      .finished(done_valid)
  );
  logic unused_rest;
  assign unused_rest = &{1'b0, command, done};
endmodule
