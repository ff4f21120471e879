// One mask and its table of rules: a lookup a clock, answered five clocks later. Commands go the same way in order with
// the lookups, so that a lookup sees the table wholly before or wholly after each of them.
//
// A cuckoo hash table: the first half of the ways is looked up by the key's first hash, the second half by the other one.
// A rule lies in any of those ways; the driver moves rules to make room. While one is on the move it is there twice.
//
// Keys and the mask have a parity bit, and what says that they are there stands twice. A lookup reports an error in any slot
// that it looks at, with its answer: what is wrong in a key may be all that it differs in.
module nic_tuple
  import nic_defs_pkg::*;
#(
    parameter int BUCKETS = 128,  // a power of two
    parameter int WAYS = 4        // slots in each bucket, a power of two from 2 on
) (
    input  logic             clk,
    input  logic             rst,
    // the mask, for lookups from the next clock on
    input  logic             mask_write /*verilator public_flat_rd*/,
    input  logic [1:0]       mask_write_there,  // it takes part in lookups from now on, twice
    input  logic [KEY_W-1:0] mask_write_word,
    input  logic             mask_write_parity,  // a clock later
    // while a bucket is swept it is emptied, and there are neither lookups nor commands
    input  logic             sweep_valid,
    input  logic [$clog2(BUCKETS)-1:0] sweep_bucket,
    // lookups
    input  logic             in_valid,
    input  logic [KEY_W-1:0] in_key,
    input  logic             in_check,  // instead of a lookup: the mask is looked at
    // commands: a slot of this tuple
    input  logic             write_valid /*verilator public_flat_rd*/,  // store the key, or empty the slot
    input  logic [1:0]       write_there,   // the slot holds a rule from now on, twice
    input  logic             write_key_en,  // the key is stored too
    input  logic [KEY_W:0]   write_key,     // with its parity bit above
    input  logic [$clog2(BUCKETS*WAYS)-1:0] write_slot,  // bucket * WAYS + way
    // answers, five clocks after in_valid
    output logic             out_hit,
    output logic [$clog2(BUCKETS*WAYS)-1:0] out_slot,
    // read-back by the port that lookups use too, never together with one at that stage; answered two clocks later
    input  logic             read_en /*verilator public_flat_rd*/,
    input  logic [$clog2(BUCKETS*WAYS)-1:0] read_slot,
    output logic             read_valid,
    output logic [KEY_W-1:0] read_key,
    // errors, five clocks after in_valid and three after read_en
    output logic             flawed_mask,
    output logic             flawed,
    output logic [$clog2(BUCKETS*WAYS)-1:0] flawed_slot  // the lowest such way's
);
  // One copy of the code for all instances: the model is built in a fraction of the time and stays in the processor's caches.
  // It is found that their code is the same where what differs between them comes in by variables of theirs, which
  // inputs are that are public.
  /*verilator no_inline_module*/

  localparam int BW = $clog2(BUCKETS);
  localparam int YW = $clog2(WAYS);

  // ---- the mask: as a lookup finds it, with the parity bit that belongs to it a clock later
  logic [KEY_W-1:0] mask;
  logic             enable;
  logic             enable_again;
  logic             mask_parity;
  logic             mask_written;
  always_ff @(posedge clk) begin
    if (rst) {enable, enable_again} <= '0;
    else if (mask_write) {enable, enable_again} <= mask_write_there;
    if (mask_write) mask <= mask_write_word;
    mask_written <= mask_write;
    if (mask_written) mask_parity <= mask_write_parity;
  end

  logic       mask_odd;
  logic       was_parity;
  logic [2:1] checked;
  logic [2:1] enabled;
  logic [2:1] enabled_again;
  logic [5:3] mask_flaws;
  assign flawed_mask = mask_flaws[5];
  nic_parity #(
      .WIDTH(KEY_W)
  ) u_mask_parity (
      .clk,
      .valid((in_valid || in_check) && enable),
      .word(mask),
      .odd(mask_odd)
  );
  always_ff @(posedge clk) begin
    checked <= {checked[1], (in_valid || in_check) && !rst};
    enabled <= {enabled[1], enable};
    enabled_again <= {enabled_again[1], enable_again};
    was_parity <= mask_parity;
    mask_flaws <= {
      mask_flaws[4:3],
      checked[2] && ((enabled[2] != enabled_again[2]) || (enabled[2] && (mask_odd != was_parity))) && !rst
    };
  end

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
  always_ff @(posedge clk) begin
    hashed_valid <= masked_valid && !rst;
    if (masked_valid) hashed_key <= masked;
  end
  nic_hash u_hash (
      .clk,
      .in_valid(masked_valid),
      .in_key(masked),
      .out_hash(hashed)
  );
  logic unused_hash;
  assign unused_hash = &{1'b0, hashed};

  // clock 3: read every way at its bucket; this is also where commands change the table
  logic             fetched_valid;
  logic [KEY_W-1:0] fetched_key;
  logic [BW-1:0]    bucket[2];     // of the first half of the ways, and of the other
  logic [BW-1:0]    fetched[2];
  logic             was_read;
  logic             looked;        // at what is not being stored anew
  assign bucket[0] = read_en ? read_slot[YW+:BW] : hashed[BW-1:0];
  assign bucket[1] = read_en ? read_slot[YW+:BW] : hashed[32+:BW];
  always_ff @(posedge clk) begin
    fetched_valid <= hashed_valid && !rst;
    was_read <= read_en;
    looked <= (hashed_valid || (read_en && !write_valid)) && !rst;
    if (hashed_valid) fetched_key <= hashed_key;
    if (hashed_valid || read_en) fetched <= bucket;
  end

  logic [5:4][BW-1:0]   first;   // buckets that were looked at
  logic [5:4][BW-1:0]   second;
  localparam int PART = 16;  // bits that are compared at once
  logic [WAYS-1:0]  candidate;  // a lookup looks at a rule there
  logic [WAYS-1:0]  match;
  logic [WAYS-1:0]  rule;
  logic [WAYS-1:0]  rule_again;
  logic [WAYS-1:0][KEY_W:0] key;
  logic [WAYS-1:0]  odd;
  for (genvar way = 0; way < WAYS; way++) begin : g_way
    localparam int HALF = (way < WAYS / 2) ? 0 : 1;

    logic [KEY_W:0] keys[BUCKETS];
    logic [1:0]     rules[BUCKETS];
    logic           selected;
    assign selected = write_valid && (write_slot[YW-1:0] == YW'(way));

    always_ff @(posedge clk) begin
      if (sweep_valid || selected) begin
        rules[sweep_valid ? sweep_bucket : write_slot[YW+:BW]] <= sweep_valid ? 2'b00 : write_there;
      end
      if (selected && write_key_en) keys[write_slot[YW+:BW]] <= write_key;
      if (hashed_valid || read_en) begin
        key[way] <= keys[bucket[HALF]];
        {rule[way], rule_again[way]} <= rules[bucket[HALF]];
      end
    end
    nic_parity #(
        .WIDTH(KEY_W + 1)
    ) u_parity (
        .clk,
        .valid(looked && rule[way]),
        .word(key[way]),
        .odd(odd[way])
    );

    // clock 4: compare, by parts; what was read has come late in the clock
    logic [KEY_W/PART-1:0] alike;
    assign match[way] = candidate[way] && (&alike);
    always_ff @(posedge clk) begin
      if (fetched_valid && rule[way]) begin
        for (int part = 0; part < KEY_W / PART; part++) begin
          alike[part] <= (key[way][PART*part+:PART] == fetched_key[PART*part+:PART]);
        end
      end
      candidate[way] <= fetched_valid && rule[way] && !rst;
    end
  end

  // clock 5: the way in which all parts are alike
  always_ff @(posedge clk) begin
    out_hit <= 1'b0;
    for (int way = WAYS - 1; way >= 0; way--) begin
      if (match[way]) begin
        out_hit <= !rst;
        out_slot <= {(way < WAYS / 2) ? first[4] : second[4], YW'(way)};
      end
    end
  end

  // clock 5: errors in what was read
  logic [5:4]           held;
  logic [5:4][WAYS-1:0] there;
  logic [5:4][WAYS-1:0] there_again;
  logic [WAYS-1:0]      flaws;
  always_ff @(posedge clk) begin
    held <= {held[4], looked && !rst};
    there <= {there[4], rule};
    there_again <= {there_again[4], rule_again};
    first <= {first[4], fetched[0]};
    second <= {second[4], fetched[1]};
  end
  assign flaws = (there[5] ^ there_again[5]) | (there[5] & odd);
  assign flawed = held[5] && |flaws;
  always_comb begin
    flawed_slot = '0;
    for (int way = WAYS - 1; way >= 0; way--) begin
      if (flaws[way]) flawed_slot = {(way < WAYS / 2) ? first[5] : second[5], YW'(way)};
    end
  end

  // read-back: one clock after the way's own read
  logic [YW-1:0] read_way;
  always_ff @(posedge clk) begin
    read_way <= read_slot[YW-1:0];
    if (was_read) begin
      read_valid <= rule[read_way];
      read_key <= key[read_way][KEY_W-1:0];
    end
  end
endmodule
