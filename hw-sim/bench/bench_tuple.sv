// A tuple as the lookup pipeline uses it: lookups, and commands that act two clocks after they came.
`include "nic_check.svh"
module bench_tuple
  import nic_defs_pkg::*;
#(
    parameter int BUCKETS = 16,
    parameter int WAYS = 4
) (
    input  logic          clk,
    input  logic          rst,
    input  logic          in_valid,
    output logic          in_ready,
    input  logic [KEY_W+127:0] in_data,   // the key, and behind it words of 64 bits: what is asked, the slot
    output logic          out_valid,
    input  logic          out_ready,
    output logic [KEY_W+127:0] out_data   // the key of a read, and behind it: what was asked; the slot, 1 in bit 32 where there is one
);
  // what is asked
  localparam logic [2:0] LOOKUP = 3'd0;
  localparam logic [2:0] WRITE = 3'd1;
  localparam logic [2:0] DELETE = 3'd2;
  localparam logic [2:0] READ = 3'd3;
  localparam logic [2:0] MASK = 3'd4;    // the key is the mask from now on, which takes no part in lookups
  localparam logic [2:0] SWITCH = 3'd5;  // likewise; bit 0 of the slot: it does
  localparam int SW = $clog2(BUCKETS * WAYS);
  localparam int LATENCY = 5;

  logic [$clog2(BUCKETS):0] swept;
  logic             ready;
  logic             parity;  // of what came a clock ago
  logic             unused_pad;
  logic [2:0]       what;
  logic             take;
  assign ready = swept[$clog2(BUCKETS)];
  assign what = in_data[KEY_W+:3];
  assign take = in_valid && in_ready;
  assign in_ready = ready && out_ready;
  assign unused_pad = &{1'b0, in_data};
  always_ff @(posedge clk) begin
    if (rst) swept <= '0;
    else if (!ready) swept <= swept + 1'b1;
    parity <= ^in_data[KEY_W-1:0];
  end

  logic             asked[LATENCY+1];
  logic [2:0]       kind[LATENCY+1];
  logic [KEY_W-1:0] key[LATENCY+1];
  logic [SW-1:0]    slot[LATENCY+1];
  assign asked[0] = take && (what <= READ);
  assign kind[0] = what;
  assign key[0] = in_data[KEY_W-1:0];
  assign slot[0] = in_data[KEY_W+64+:SW];
  always_ff @(posedge clk) begin
    for (int i = 0; i < LATENCY; i++) begin
      asked[i+1] <= asked[i] && !rst;
      kind[i+1] <= kind[i];
      key[i+1] <= key[i];
      slot[i+1] <= slot[i];
    end
  end

  logic             flawed_mask;
  logic             flawed;
  logic [SW-1:0]    unused_flawed_slot;
  logic             hit;
  logic [SW-1:0]    hit_slot;
  logic             read_valid;
  logic [KEY_W-1:0] read_key;
  nic_tuple #(
      .BUCKETS(BUCKETS),
      .WAYS(WAYS)
  ) u_tuple (
      .clk,
      .rst,
      .mask_write(take && ((what == MASK) || (what == SWITCH))),
      .mask_write_there({2{(what == SWITCH) && in_data[KEY_W+64]}}),
      .mask_write_word(in_data[KEY_W-1:0]),
      .mask_write_parity(parity),
      .sweep_valid(!ready),
      .sweep_bucket(swept[$clog2(BUCKETS)-1:0]),
      .in_valid(take && (what == LOOKUP)),
      .in_key(in_data[KEY_W-1:0]),
      .in_check(1'b0),
      .write_valid(asked[2] && ((kind[2] == WRITE) || (kind[2] == DELETE))),
      .write_there({2{kind[2] == WRITE}}),
      .write_key_en(kind[2] == WRITE),
      .write_key({^key[2], key[2]}),
      .write_slot(slot[2]),
      .out_hit(hit),
      .out_slot(hit_slot),
      .read_en(asked[2] && (kind[2] == READ)),
      .read_slot(slot[2]),
      .read_valid,
      .read_key,
      .flawed_mask,
      .flawed,
      .flawed_slot(unused_flawed_slot)
  );

  // what was read is there a clock earlier than what a lookup finds
  logic              was_valid;
  logic [KEY_W-1:0] was_key;
  always_ff @(posedge clk) begin
    was_valid <= read_valid;
    was_key <= read_key;
  end

  logic unused_ready;
  nic_fifo #(
      .WIDTH(KEY_W + 128),
      .DEPTH(16)
  ) u_out (
      .clk,
      .rst,
      .in_valid(asked[LATENCY] && ((kind[LATENCY] == LOOKUP) || (kind[LATENCY] == READ))),
      .in_ready(unused_ready),
      .in_data((kind[LATENCY] == READ)
          ? {31'd0, was_valid, 32'(slot[LATENCY]), 61'd0, READ, was_key}
          : {31'd0, hit, hit ? 32'(hit_slot) : 32'd0, 61'd0, LOOKUP, {KEY_W{1'b0}}}),
      .out_valid,
      .out_ready,
      .out_data
  );

  `NIC_ALWAYS(tuple_finds_no_error_where_there_is_none, !flawed && !flawed_mask)
endmodule
