// The buckets of meters: decides for a packet a clock, in their order, eight clocks later, and never stalls. When a bucket
// was used last, and so what it gets, is known without what it holds: only the last addition waits for the packet before.
module nic_bucket
  import nic_defs_pkg::*;
#(
    parameter int METERS = 16,  // a power of two
    parameter int MILLISECOND = 250000  // clocks
) (
    input  logic                clk,
    input  logic                rst,
    input  logic                in_valid,
    input  logic                in_metered,  // by the entry of that index; others pass
    input  logic [$clog2(METERS)-1:0] in_index,
    input  logic [16:0]         in_length,   // bytes
    input  logic [METER_W-1:0]  in_meter,    // of that index
    output logic                out_valid,
    output logic                out_passes,
    output logic                idle,        // no packet is under way; only then a meter's bucket is filled
    input  logic                set,
    input  logic [$clog2(METERS)-1:0] set_index,
    input  logic [METER_CAPACITY_W-1:0] set_content  // what its bucket holds then
);
  localparam int AW = $clog2(METERS);
  localparam int CW = METER_CAPACITY_W;
  localparam logic [CW-1:0] PACKET = CW'(1000);  // its volume

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

  // Packets under way: in [i] those of i clocks ago.
  logic [7:1]         valid;
  logic [7:1]         metered;
  logic [7:1][AW-1:0] index;
  logic [6:1][16:0]         length;
  assign idle = (valid == 0);
  always_ff @(posedge clk) begin
    valid <= rst ? '0 : {valid[6:1], in_valid};
    metered <= {metered[6:1], in_valid && in_metered};
    index <= {index[6:1], in_index};
    length <= {length[5:1], in_length};
  end

  // clocks 1 and 2: fetch; a packet leaves its own time behind as it reads that of the one before
  logic [31:0]        times[METERS];
  logic               stamps;
  logic [AW-1:0]      stamped;
  logic [METER_W-1:0] fetched;
  logic [31:0]        fetched_time;
  logic [31:0]        arrival[1:2];
  logic [31:0]        last_used;
  assign stamps = set || (in_valid && in_metered);
  assign stamped = set ? set_index : in_index;
  always_ff @(posedge clk) begin
    fetched <= in_meter;
    fetched_time <= times[in_index];
    if (stamps) times[stamped] <= now;
    arrival[1] <= now;
    arrival[2] <= arrival[1];
    last_used <= fetched_time;
  end

  typedef struct packed {
    logic [METER_RATE_W-1:0]  rate;
    logic [METER_PAUSE_W-1:0] pause;
    logic [CW-1:0]            capacity;
    logic                     packets;
  } meter_t;
  meter_t meter[2:6];
  always_ff @(posedge clk) begin
    meter[2] <= '{
        rate: fetched[METER_RATE_LSB+:METER_RATE_W],
        pause: fetched[METER_PAUSE_LSB+:METER_PAUSE_W],
        capacity: fetched[METER_CAPACITY_LSB+:CW],
        packets: fetched[METER_PACKETS_LSB]
    };
    for (int stage = 3; stage <= 6; stage++) meter[stage] <= meter[stage-1];
  end
  logic unused_meter;
  assign unused_meter = &{1'b0, fetched, meter[6].rate, meter[6].pause};

  // clocks 3 to 6: what the bucket gets; a pause is cut so that it is no more than the bucket holds
  logic [31:0]   since;
  logic [31:0]   pause;
  logic [31:0]   product[2][2];  // of halves
  logic [CW-1:0] gets;
  always_ff @(posedge clk) begin
    since <= arrival[2] - last_used;
    pause <= (since > meter[3].pause) ? meter[3].pause : since;
    for (int half = 0; half < 2; half++) begin
      for (int other = 0; other < 2; other++) begin
        product[half][other] <= 32'(pause[16*half+:16]) * 32'(meter[4].rate[16*other+:16]);
      end
    end
    gets <= CW'(product[0][0]) + (CW'(product[0][1]) << 16) + (CW'(product[1][0]) << 16) + (CW'(product[1][1]) << 32);
  end

  // clocks 6 and 7: all that the bucket may hold afterwards, but for what it holds. That is fetched, where one of the two
  // packets before has not left it.
  logic [CW-1:0] contents[METERS];
  logic [CW-1:0] volume;
  logic [CW-1:0] got;
  logic [CW-1:0] capacity;
  logic [CW+1:0] got_passed;   // what it got less the packet's volume
  logic [CW+1:0] got_over;     // less the capacity and one more
  logic [CW:0]   full_passed;  // the capacity less the packet's volume
  logic [CW-1:0] fetched_content;
  logic          far;          // the packet two before is of the same meter
  logic          near;         // the packet before is
  logic [CW-1:0] kept;
  logic [CW-1:0] left;         // by the packet before
  assign volume = meter[6].packets ? PACKET : CW'({length[6], 3'd0});
  always_ff @(posedge clk) begin
    got <= gets;
    capacity <= meter[6].capacity;
    got_passed <= {2'd0, gets} - {2'd0, volume};
    got_over <= {2'd0, gets} - {2'd0, meter[6].capacity} - 1'b1;
    full_passed <= {1'b0, meter[6].capacity} - {1'b0, volume};
    fetched_content <= contents[index[5]];
    far <= metered[7] && (index[5] == index[7]);
    kept <= far ? left : fetched_content;
    near <= metered[7] && (index[6] == index[7]);
  end

  // clock 8: whether it passes, and what the bucket holds then; of a sum below zero the upper bit is set
  logic [CW-1:0] held;
  logic [CW:0]   filled;
  logic [CW+1:0] passed;
  logic [CW+1:0] over;
  logic          passes;
  logic [CW-1:0] leaves;
  assign held = near ? left : kept;
  assign filled = {1'b0, got} + {1'b0, held};
  assign passed = got_passed + {2'd0, held};
  assign over = got_over + {2'd0, held};
  assign passes = !passed[CW+1] && !full_passed[CW];
  always_comb begin
    if (passes) leaves = over[CW+1] ? passed[CW-1:0] : full_passed[CW-1:0];
    else leaves = over[CW+1] ? filled[CW-1:0] : capacity;
  end
  logic unused_sums;
  assign unused_sums = &{1'b0, filled[CW], passed[CW], over[CW:0]};

  always_ff @(posedge clk) begin
    left <= leaves;
    if (set) contents[set_index] <= set_content;
    else if (metered[7]) contents[index[7]] <= leaves;
    out_valid <= valid[7] && !rst;
    out_passes <= passes || !metered[7];
  end
endmodule
