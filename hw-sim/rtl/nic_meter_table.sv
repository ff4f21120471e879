// The meters as they are configured: gives each packet that its rule's meter, if there is one. A packet whose meter has a parity
// error is the host's, and its rule is among those that software takes it back from. A meter is set, or stored anew, between
// two packets. After a reset every entry is emptied. Results keep their order and leave a clock later.
module nic_meter_table
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int METERS = 16,  // entries, a power of two up to 256; entry 0 is none
    parameter int SCRUB = 16    // clocks from one entry that is scrubbed to the next one at least, a power of two
) (
    input  logic                clk,
    input  logic                rst,
    input  logic                in_valid,
    output logic                in_ready,
    input  result_t             in_result,
    output logic                out_valid,
    input  logic                out_ready,
    output result_t             out_result,
    output logic [METER_W-1:0]  out_meter,
    // one write at a time: the entry, and its bucket where it is set
    input  logic                write_valid,
    input  command_t            write,        // stays until done
    input  logic [METER_W-1:0]  write_meter,  // likewise
    output logic                write_done,
    output logic                set_valid,    // its bucket is to be filled, and its counts are zero
    input  logic                set_done,
    // entries with a parity error
    output logic                flawed,
    output flaw_t               flaw
);
  localparam int AW = $clog2(METERS);

  logic [METER_W:0] meters[METERS];
  logic [METER_W:0] fetched;
  logic [AW:0]      swept;

  // ---- writes, when no packet is here
  logic          pending;
  logic          sets;     // the bucket too
  logic          setting;  // which is under way
  logic          store;
  logic          parity;
  logic [AW-1:0] index;
  assign index = write.slot[AW-1:0];
  assign store = pending && !out_valid && swept[AW];
  always_ff @(posedge clk) begin
    parity <= ^write_meter;
    set_valid <= store && sets && !rst;
    write_done <= ((store && !sets) || (setting && set_done)) && !rst;
    if (write_valid) sets <= (write.code == CMD_WRITE_METER);
    if (rst) begin
      pending <= 1'b0;
      setting <= 1'b0;
      swept <= '0;
    end else begin
      if (write_valid) pending <= 1'b1;
      else if (store) pending <= 1'b0;
      if (store) setting <= sets;
      else if (set_done) setting <= 1'b0;
      if (!swept[AW]) swept <= swept + 1'b1;
    end
    if (store) begin
      meters[index] <= {
        parity ^ ((write.flip == TABLE_METERS) && (write.flipped == FLIP_PARITY)),
        write_meter ^ ((write.flip == TABLE_METERS) ? METER_W'(flips(write.flipped)) : '0)
      };
    end else if (!swept[AW]) meters[swept[AW-1:0]] <= '0;
  end

  logic unused_write;
  assign unused_write = &{1'b0, write};

  // ---- packets, and the scrub where none is here
  logic                     take;
  logic                     scrubs;
  logic                     scrubbed;
  logic [AW-1:0]            next;
  logic [AW-1:0]            place;
  logic [$clog2(SCRUB)-1:0] pace;
  logic                     named;  // the packet's rule names a meter
  result_t                  held;
  logic                     wrong;
  assign in_ready = swept[AW] && !pending && !setting && (!out_valid || out_ready);
  assign take = in_valid && in_ready;
  assign scrubs = swept[AW] && (pace == 0) && !take && (!out_valid || out_ready);
  always_ff @(posedge clk) begin
    if (rst) begin
      out_valid <= 1'b0;
      pace <= '1;
      next <= '0;
    end else begin
      if (take) out_valid <= 1'b1;
      else if (out_ready) out_valid <= 1'b0;
      if (scrubs || (pace != 0)) pace <= pace - 1'b1;
      if (scrubs) next <= next + 1'b1;
    end
    scrubbed <= scrubs && !rst;
    if (take) begin
      held <= in_result;
      named <= (in_result.action[ACT_METER_LSB+:ACT_METER_W] != 0) && (in_result.verdict != VERDICT_TO_HOST);
    end
    if (take || scrubs) begin
      place <= take ? in_result.action[ACT_METER_LSB+:AW] : next;
      fetched <= meters[take ? in_result.action[ACT_METER_LSB+:AW] : next];
    end
  end

  assign wrong = ^fetched;
  assign out_meter = fetched[METER_W-1:0];
  always_comb begin
    out_result = held;
    if (named && wrong) out_result = refused(held);
  end
  always_ff @(posedge clk) begin
    flawed <= ((out_valid && out_ready && named) || scrubbed) && wrong && !rst;
    flaw <= '{kind: TABLE_METERS, place: 32'(place)};
  end
endmodule
