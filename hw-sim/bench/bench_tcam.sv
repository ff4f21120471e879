// The TCAM as the lookup pipeline uses it: lookups, and commands that act two clocks after they came.
`include "nic_check.svh"
module bench_tcam
  import nic_defs_pkg::*;
#(
    parameter int ENTRIES = 32  // more than a bank
) (
    input  logic          clk,
    input  logic          rst,
    input  logic          in_valid,
    output logic          in_ready,
    input  logic [2*KEY_W+127:0] in_data,   // the key, the mask, and behind them words of 64 bits: what is asked, the entry
    output logic          out_valid,
    input  logic          out_ready,
    output logic [2*KEY_W+127:0] out_data   // key and mask of a read, and behind them: what was asked; the entry, 1 in bit 32 where there is one
);
  // what is asked
  localparam logic [1:0] LOOKUP = 2'd0;
  localparam logic [1:0] WRITE = 2'd1;
  localparam logic [1:0] DELETE = 2'd2;
  localparam logic [1:0] READ = 2'd3;
  localparam int EW = $clog2(ENTRIES);
  localparam int LATENCY = 5;

  logic unused_pad;
  logic take;
  assign in_ready = out_ready;
  assign take = in_valid && in_ready;
  assign unused_pad = &{1'b0, in_data};

  logic               asked[LATENCY+1];
  logic [1:0]         kind[LATENCY+1];
  logic [2*KEY_W-1:0] rule[LATENCY+1];
  logic [EW-1:0]      entry[LATENCY+1];
  assign asked[0] = take;
  assign kind[0] = in_data[2*KEY_W+:2];
  assign rule[0] = in_data[2*KEY_W-1:0];
  assign entry[0] = in_data[2*KEY_W+64+:EW];
  always_ff @(posedge clk) begin
    for (int i = 0; i < LATENCY; i++) begin
      asked[i+1] <= asked[i] && !rst;
      kind[i+1] <= kind[i];
      rule[i+1] <= rule[i];
      entry[i+1] <= entry[i];
    end
  end

  logic             flawed;
  logic [EW-1:0]    unused_flawed_entry;
  logic             hit;
  logic [EW-1:0]    hit_entry;
  logic             read_valid;
  logic [KEY_W-1:0] read_key;
  logic [KEY_W-1:0] read_mask;
  nic_tcam #(
      .ENTRIES(ENTRIES)
  ) u_tcam (
      .clk,
      .rst,
      .in_valid(take && (kind[0] == LOOKUP)),
      .in_key(in_data[KEY_W-1:0]),
      .in_check(1'b0),
      .write_valid(asked[2] && ((kind[2] == WRITE) || (kind[2] == DELETE))),
      .write_there({2{kind[2] == WRITE}}),
      .write_key_en(kind[2] == WRITE),
      .write_key(rule[2][KEY_W-1:0]),
      .write_mask(rule[2][KEY_W+:KEY_W]),
      .write_parity(^rule[2]),
      .write_entry(entry[2]),
      .out_hit(hit),
      .out_entry(hit_entry),
      .read_en(asked[2] && (kind[2] == READ)),
      .read_entry(entry[2]),
      .read_valid,
      .read_key,
      .read_mask,
      .flawed,
      .flawed_entry(unused_flawed_entry)
  );

  // what was read is there a clock earlier than what a lookup finds
  logic              was_valid;
  logic [KEY_W-1:0] was_key;
  logic [KEY_W-1:0] was_mask;
  always_ff @(posedge clk) begin
    was_valid <= read_valid;
    was_key <= read_key;
    was_mask <= read_mask;
  end

  logic unused_ready;
  nic_fifo #(
      .WIDTH(2 * KEY_W + 128),
      .DEPTH(16)
  ) u_out (
      .clk,
      .rst,
      .in_valid(asked[LATENCY] && ((kind[LATENCY] == LOOKUP) || (kind[LATENCY] == READ))),
      .in_ready(unused_ready),
      .in_data((kind[LATENCY] == READ)
          ? {31'd0, was_valid, 32'(entry[LATENCY]), 62'd0, READ, was_mask, was_key}
          : {31'd0, hit, hit ? 32'(hit_entry) : 32'd0, 62'd0, LOOKUP, {(2 * KEY_W) {1'b0}}}),
      .out_valid,
      .out_ready,
      .out_data
  );

  `NIC_ALWAYS(tcam_finds_no_error_where_there_is_none, !flawed)
endmodule
