// Meters: a packet whose rule names one passes where its bucket holds the packet's volume, and is dropped otherwise. A bucket
// holds 1000 times the burst, is full at first, and gets its rate each millisecond: packets or kilobits a second, as Open
// vSwitch's dp_netdev_run_meter reckons them. Results come in the order of the frames, and leave two clocks later.
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
    input  logic [$clog2(METERS)-1:0] write_index,  // stays until done, as the meter does
    input  logic [METER_W-1:0]  write_meter,
    output logic                write_done,
    output logic [63:0]         dropped  // packets, by all meters
);
  localparam int AW = $clog2(METERS);
  localparam logic [METER_CAPACITY_W-1:0] PACKET = METER_CAPACITY_W'(1000);  // its volume

  typedef struct packed {
    logic [METER_CAPACITY_W-1:0] content;
    logic [31:0]                 time_used;
  } bucket_t;

  logic [31:0] now;  // milliseconds
  logic [31:0] clocks;
  always_ff @(posedge clk) begin
    if (rst) begin
      now <= '0;
      clocks <= '0;
    end else begin
      clocks <= (clocks == 32'(MILLISECOND - 1)) ? '0 : clocks + 1'b1;
      if (clocks == 32'(MILLISECOND - 1)) now <= now + 1'b1;
    end
  end

  // clock 1: fetch
  bucket_t            buckets[METERS];
  logic               held_valid;
  logic               held_take;
  result_t            held;
  logic [METER_W-1:0] meter;
  bucket_t            fetched;
  logic [AW-1:0]      index;
  logic               metered;  // by the entry of that index
  assign held_take = !out_valid || out_ready;
  logic               pending;
  logic               set;
  assign in_ready = !pending && (!held_valid || held_take);
  assign set = pending && !held_valid;
  always_ff @(posedge clk) begin
    if (rst) held_valid <= 1'b0;
    else if (in_ready || held_take) held_valid <= in_valid && in_ready;
    if (in_valid && in_ready) begin
      held <= in_result;
      index <= in_result.action[ACT_METER_LSB+:AW];
      metered <= (in_result.action[ACT_METER_LSB+:ACT_METER_W] != 0) && (in_result.verdict != VERDICT_TO_HOST);
      if (in_result.action[ACT_METER_LSB+:ACT_METER_W] != 0) begin
        meter <= in_meter;
        fetched <= buckets[in_result.action[ACT_METER_LSB+:AW]];
      end
    end
  end

  // clock 2: what has come in since, and what goes out; the bucket that was written last may not be in what was fetched
  logic                        wrote_valid;
  logic [AW-1:0]               wrote_index;
  bucket_t                     wrote;
  bucket_t                     was;
  bucket_t                     becomes;
  logic [31:0]                 pause;
  logic [METER_CAPACITY_W:0]   filled;
  logic [METER_CAPACITY_W-1:0] content;
  logic [METER_CAPACITY_W-1:0] volume;
  logic                        passes;
  assign was = (wrote_valid && (wrote_index == index)) ? wrote : fetched;
  always_comb begin
    pause = '0;
    filled = '0;
    content = '0;
    volume = '0;
    passes = 1'b1;
    becomes = was;
    if (held_valid && metered) begin
      pause = now - was.time_used;
      if (pause > meter[METER_PAUSE_LSB+:METER_PAUSE_W]) pause = meter[METER_PAUSE_LSB+:METER_PAUSE_W];
      filled = {1'b0, was.content}
          + (METER_CAPACITY_W + 1)'(64'(pause) * 64'(meter[METER_RATE_LSB+:METER_RATE_W]));
      content = (filled > {1'b0, meter[METER_CAPACITY_LSB+:METER_CAPACITY_W]})
          ? meter[METER_CAPACITY_LSB+:METER_CAPACITY_W] : filled[METER_CAPACITY_W-1:0];
      volume = meter[METER_PACKETS_LSB] ? PACKET : METER_CAPACITY_W'({held.meta.length, 3'd0});
      passes = (content >= volume);
      becomes.content = passes ? content - volume : content;
      becomes.time_used = now;
    end
  end

  logic decide;
  assign decide = held_valid && held_take;
  always_ff @(posedge clk) begin
    if (rst) out_valid <= 1'b0;
    else if (held_take) out_valid <= held_valid;
    if (decide) begin
      out_result <= held;
      out_result.over <= !passes;
      if (!passes) out_result.verdict <= VERDICT_DROP;
    end
  end

  // one write port: a meter that is set has a full bucket
  logic          store;
  logic [AW-1:0] store_index;
  bucket_t       stored;
  assign store = set || (decide && metered);
  assign store_index = set ? write_index : index;
  always_comb begin
    stored = becomes;
    if (set) begin
      stored.content = write_meter[METER_CAPACITY_LSB+:METER_CAPACITY_W];
      stored.time_used = now;
    end
  end
  always_ff @(posedge clk) begin
    if (store) begin
      buckets[store_index] <= stored;
      wrote_index <= store_index;
      wrote <= stored;
    end
    if (rst) pending <= 1'b0;
    else if (write_valid) pending <= 1'b1;
    else if (set) pending <= 1'b0;
    write_done <= set && !rst;
    if (rst) wrote_valid <= 1'b0;
    else if (store) wrote_valid <= 1'b1;
    if (rst) dropped <= '0;
    else if (decide && !passes) dropped <= dropped + 1'b1;
  end
  logic unused_meter;
  assign unused_meter = &{1'b0, meter, write_meter};
endmodule
