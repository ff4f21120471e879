// One mask and its table of rules: a lookup a clock, answered four clocks later. Commands go the same way in order with
// the lookups, so that a lookup sees the table wholly before or wholly after each of them.
//
// A cuckoo hash table: the first half of the ways is looked up by the key's first hash, the second half by the other one.
// A rule lies in any of those ways; the driver moves rules to make room. While one is on the move it is there twice.
module nic_tuple
  import nic_defs_pkg::*;
  import nic_hash_pkg::*;
#(
    parameter int BUCKETS = 128,  // a power of two
    parameter int WAYS = 4        // slots in each bucket, a power of two from 2 on
) (
    input  logic             clk,
    input  logic             rst,
    input  logic             enable,
    input  logic [KEY_W-1:0] mask,
    // while a bucket is swept it is emptied, and there are neither lookups nor commands
    input  logic             sweep_valid,
    input  logic [$clog2(BUCKETS)-1:0] sweep_bucket,
    // lookups
    input  logic             in_valid,
    input  logic [KEY_W-1:0] in_key,
    // commands: a slot of this tuple
    input  logic             write_valid,   // store the key, or empty the slot
    input  logic             write_rule,    // the slot holds a rule from now on
    input  logic             write_key_en,  // the key is stored too
    input  logic [KEY_W-1:0] write_key,
    input  logic [$clog2(BUCKETS*WAYS)-1:0] write_slot,  // bucket * WAYS + way
    // answers, four clocks after in_valid
    output logic             out_hit,
    output logic [$clog2(BUCKETS*WAYS)-1:0] out_slot,
    // read-back by the port that lookups use too, never together with one at that stage; answered two clocks later
    input  logic             read_en,
    input  logic [$clog2(BUCKETS*WAYS)-1:0] read_slot,
    output logic             read_valid,
    output logic [KEY_W-1:0] read_key
);
  // One copy of the code for all instances: the model is built in a fraction of the time.
  /*verilator no_inline_module*/

  localparam int BW = $clog2(BUCKETS);
  localparam int YW = $clog2(WAYS);

  // clock 1: mask
  logic             masked_valid;
  logic [KEY_W-1:0] masked;
  always_ff @(posedge clk) begin
    masked_valid <= in_valid && enable && !rst;
    if (in_valid && enable) masked <= in_key & mask;
  end

  // clock 2: hash
  logic             hashed_valid;
  logic [KEY_W-1:0] hashed_key;
  logic [63:0]      hashed;
  logic [63:0]      sum;
  always_comb begin
    sum = '0;
    if (masked_valid) begin
      for (int word = 0; word < KEY_W / 64; word++) sum ^= share(masked[64*word+:64], word);
    end
  end
  always_ff @(posedge clk) begin
    hashed_valid <= masked_valid && !rst;
    if (masked_valid) begin
      hashed_key <= masked;
      hashed <= mix(sum);
    end
  end
  logic unused_hash;
  assign unused_hash = &{1'b0, hashed};

  // clock 3: read every way at its bucket; this is also where commands change the table
  logic             fetched_valid;
  logic [KEY_W-1:0] fetched_key;
  logic [BW-1:0]    fetched_first;   // bucket of the first half of the ways
  logic [BW-1:0]    fetched_second;  // and of the other
  always_ff @(posedge clk) begin
    fetched_valid <= hashed_valid && !rst;
    if (hashed_valid) begin
      fetched_key <= hashed_key;
      fetched_first <= hashed[BW-1:0];
      fetched_second <= hashed[32+:BW];
    end
  end

  logic [WAYS-1:0]  equal;
  logic [WAYS-1:0]  rule;
  logic [WAYS-1:0][KEY_W-1:0] key;
  for (genvar way = 0; way < WAYS; way++) begin : g_way
    localparam int LSB = (way < WAYS / 2) ? 0 : 32;  // of the bucket in the hash

    logic [KEY_W-1:0]   keys[BUCKETS];
    logic               rules[BUCKETS];
    logic               selected;
    logic [BW-1:0]      bucket;
    assign bucket = read_en ? read_slot[YW+:BW] : hashed[LSB+:BW];
    assign selected = write_valid && (write_slot[YW-1:0] == YW'(way));

    always_ff @(posedge clk) begin
      if (sweep_valid || selected) begin
        rules[sweep_valid ? sweep_bucket : write_slot[YW+:BW]] <= write_rule && !sweep_valid;
      end
      if (selected && write_key_en) keys[write_slot[YW+:BW]] <= write_key;
      if (hashed_valid || read_en) begin
        key[way] <= keys[bucket];
        rule[way] <= rules[bucket];
      end
    end

    // clock 4: compare
    always_comb begin
      equal[way] = 1'b0;
      if (fetched_valid && rule[way]) equal[way] = (key[way] == fetched_key);
    end
  end

  always_ff @(posedge clk) begin
    out_hit <= |equal && !rst;
    for (int way = WAYS - 1; way >= 0; way--) begin
      if (equal[way]) out_slot <= {(way < WAYS / 2) ? fetched_first : fetched_second, YW'(way)};
    end
  end

  // read-back: one clock after the way's own read
  logic          was_read;
  logic [YW-1:0] read_way;
  always_ff @(posedge clk) begin
    was_read <= read_en;
    read_way <= read_slot[YW-1:0];
    if (was_read) begin
      read_valid <= rule[read_way];
      read_key <= key[read_way];
    end
  end
endmodule
