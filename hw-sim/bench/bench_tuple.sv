// A tuple as the lookup pipeline uses it: lookups, and commands that act two clocks after they came.
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
  localparam logic [2:0] MASK = 3'd4;    // the key is the mask from now on; nothing else is under way then
  localparam logic [2:0] SWITCH = 3'd5;  // bit 0 of the slot: it takes part in lookups
  localparam int SW = $clog2(BUCKETS * WAYS);
  localparam int LATENCY = 4;

  logic [$clog2(BUCKETS):0] swept;
  logic             ready;
  logic             enable;
  logic [KEY_W-1:0] mask;
  logic             unused_pad;
  logic [2:0]       what;
  logic             take;
  assign ready = swept[$clog2(BUCKETS)];
  assign what = in_data[KEY_W+:3];
  assign take = in_valid && in_ready;
  assign in_ready = ready && out_ready;
  assign unused_pad = &{1'b0, in_data};
  always_ff @(posedge clk) begin
    if (rst) begin
      swept <= '0;
      enable <= 1'b0;
    end else begin
      if (!ready) swept <= swept + 1'b1;
      if (take && (what == SWITCH)) enable <= in_data[KEY_W+64];
    end
    if (take && (what == MASK)) mask <= in_data[KEY_W-1:0];
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
      .enable,
      .mask,
      .sweep_valid(!ready),
      .sweep_bucket(swept[$clog2(BUCKETS)-1:0]),
      .in_valid(take && (what == LOOKUP)),
      .in_key(in_data[KEY_W-1:0]),
      .write_valid(asked[2] && ((kind[2] == WRITE) || (kind[2] == DELETE))),
      .write_rule(kind[2] == WRITE),
      .write_key_en(kind[2] == WRITE),
      .write_key(key[2]),
      .write_slot(slot[2]),
      .out_hit(hit),
      .out_slot(hit_slot),
      .read_en(asked[2] && (kind[2] == READ)),
      .read_slot(slot[2]),
      .read_valid,
      .read_key
  );

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
          ? {31'd0, read_valid, 32'(slot[LATENCY]), 61'd0, READ, read_key}
          : {31'd0, hit, hit ? 32'(hit_slot) : 32'd0, 61'd0, LOOKUP, {KEY_W{1'b0}}}),
      .out_valid,
      .out_ready,
      .out_data
  );
endmodule
