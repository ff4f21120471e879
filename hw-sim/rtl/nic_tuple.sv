// One mask and its table of rules: a lookup a clock, answered four clocks later. Commands go the same way in order with
// the lookups, so that a lookup sees the table wholly before or wholly after each of them.
//
// The bucket of a masked key: f = xor of its 64-bit words, word i rotated left by 23 * i mod 64; its four 16-bit parts
// xored into g; the low bits of g ^ (g >> 7) ^ (g >> 14).
module nic_tuple
  import nic_defs_pkg::*;
#(
    parameter int BUCKETS = 128,  // a power of two
    parameter int WAYS = 4        // slots in each bucket, a power of two
) (
    input  logic             clk,
    input  logic             rst,
    input  logic             enable,
    input  logic [KEY_W-1:0] mask,
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
    // read-back port: registered read
    input  logic [$clog2(BUCKETS*WAYS)-1:0] read_slot,
    output logic             read_valid,
    output logic [KEY_W-1:0] read_key
);
  localparam int BW = $clog2(BUCKETS);
  localparam int YW = $clog2(WAYS);

  // clock 1: mask
  logic             masked_valid;
  logic [KEY_W-1:0] masked;
  always_ff @(posedge clk) begin
    masked_valid <= in_valid && enable && !rst;
    if (in_valid) masked <= in_key & mask;
  end

  // clock 2: hash
  logic             hashed_valid;
  logic [KEY_W-1:0] hashed_key;
  logic [BW-1:0]    hashed_bucket;
  function automatic logic [63:0] rotate(input logic [63:0] word, input int amount);
    return (word << amount) | (word >> (64 - amount));
  endfunction

  logic [63:0] fold;
  logic [31:0] fold32;
  logic [15:0] fold16;
  always_comb begin
    fold = masked[63:0];
    for (int word = 1; word < KEY_W / 64; word++) fold ^= rotate(masked[64*word+:64], 23 * word % 64);
  end
  assign fold32 = fold[31:0] ^ fold[63:32];
  assign fold16 = fold32[15:0] ^ fold32[31:16];
  always_ff @(posedge clk) begin
    hashed_valid <= masked_valid && !rst;
    if (masked_valid) begin
      hashed_key <= masked;
      hashed_bucket <= BW'(fold16 ^ (fold16 >> 7) ^ (fold16 >> 14));
    end
  end

  // clock 3: read every way of the bucket; this is also where commands change the table
  logic             fetched_valid;
  logic [KEY_W-1:0] fetched_key;
  logic [BW-1:0]    fetched_bucket;
  logic [WAYS-1:0]  fetched_rule;
  logic [KEY_W-1:0] fetched_keys[WAYS];

  logic [WAYS-1:0]  way_read_valid;
  logic [KEY_W-1:0] way_read_key[WAYS];

  for (genvar way = 0; way < WAYS; way++) begin : g_way
    logic [KEY_W-1:0]   keys[BUCKETS];
    logic [BUCKETS-1:0] rules;
    logic               selected;
    assign selected = write_valid && (write_slot[YW-1:0] == YW'(way));

    always_ff @(posedge clk) begin
      if (rst) rules <= '0;
      else if (selected) rules[write_slot[YW+:BW]] <= write_rule;
    end

    always_ff @(posedge clk) begin
      if (selected && write_key_en) keys[write_slot[YW+:BW]] <= write_key;
      if (hashed_valid) begin
        fetched_keys[way] <= keys[hashed_bucket];
        fetched_rule[way] <= rules[hashed_bucket];
      end
      way_read_key[way] <= keys[read_slot[YW+:BW]];
      way_read_valid[way] <= rules[read_slot[YW+:BW]];
    end
  end

  always_ff @(posedge clk) begin
    fetched_valid <= hashed_valid && !rst;
    if (hashed_valid) begin
      fetched_key <= hashed_key;
      fetched_bucket <= hashed_bucket;
    end
  end

  // clock 4: compare
  logic [WAYS-1:0] equal;
  logic [YW-1:0]   which;
  always_comb begin
    which = '0;
    for (int way = WAYS - 1; way >= 0; way--) begin
      equal[way] = fetched_rule[way] && (fetched_keys[way] == fetched_key);
      if (equal[way]) which = YW'(way);
    end
  end
  always_ff @(posedge clk) begin
    out_hit <= 1'b0;
    if (fetched_valid && !rst) begin
      out_hit <= |equal;
      out_slot <= {fetched_bucket, which};
    end
  end

  // read-back
  logic [YW-1:0] read_way;
  always_ff @(posedge clk) read_way <= read_slot[YW-1:0];
  assign read_valid = way_read_valid[read_way];
  assign read_key = way_read_key[read_way];
endmodule
