// Rules with a mask each: a lookup a clock, answered five clocks later as by nic_tuple, and commands likewise in order with
// the lookups. Where several match, the entry with the lowest number wins.
//
// Every entry's parity is reckoned for every lookup, as every entry is compared: one that is wrong may match what it should
// not, or no longer what it should. What says that an entry holds a rule stands twice.
module nic_tcam
  import nic_defs_pkg::*;
#(
    parameter int ENTRIES = 16  // a power of two
) (
    input  logic             clk,
    input  logic             rst,
    // lookups
    input  logic             in_valid,
    input  logic [KEY_W-1:0] in_key,
    input  logic             in_check,  // instead of a lookup: entries are looked at
    // commands
    input  logic             write_valid,   // store key and mask, or empty the entry
    input  logic [1:0]       write_there,   // the entry holds a rule from now on, twice
    input  logic             write_key_en,  // key and mask are stored too
    input  logic [KEY_W-1:0] write_key,     // masked
    input  logic [KEY_W-1:0] write_mask,
    input  logic             write_parity,  // of both
    input  logic [$clog2(ENTRIES)-1:0] write_entry,
    // answers, five clocks after in_valid
    output logic             out_hit,
    output logic [$clog2(ENTRIES)-1:0] out_entry,
    // read-back, answered two clocks later
    input  logic             read_en,
    input  logic [$clog2(ENTRIES)-1:0] read_entry,
    output logic             read_valid,
    output logic [KEY_W-1:0] read_key,
    output logic [KEY_W-1:0] read_mask,
    // errors, five clocks after in_valid
    output logic             flawed,
    output logic [$clog2(ENTRIES)-1:0] flawed_entry  // the lowest
);
  localparam int EW = $clog2(ENTRIES);

  logic [ENTRIES-1:0] rules;
  logic [ENTRIES-1:0] rules_again;
  logic [ENTRIES-1:0] parities;
  logic [KEY_W-1:0]   keys[ENTRIES];
  logic [KEY_W-1:0]   masks[ENTRIES];
  logic               was_read;
  logic               fetched_valid;
  logic [KEY_W-1:0]   fetched_key;
  logic [KEY_W-1:0]   fetched_mask;
  always_ff @(posedge clk) begin
    if (rst) {rules, rules_again} <= '0;
    else if (write_valid) {rules[write_entry], rules_again[write_entry]} <= write_there;
  end
  always_ff @(posedge clk) begin
    if (write_valid && write_key_en) begin
      keys[write_entry] <= write_key;
      masks[write_entry] <= write_mask;
      parities[write_entry] <= write_parity;
    end
    if (read_en) begin
      fetched_valid <= rules[read_entry];
      fetched_key <= keys[read_entry];
      fetched_mask <= masks[read_entry];
    end
    was_read <= read_en;
    if (was_read) begin
      read_valid <= fetched_valid;
      read_key <= fetched_key;
      read_mask <= fetched_mask;
    end
  end

  // clocks 1 and 2: as long as a tuple masks and hashes, so that commands change all tables at once
  logic             valid[2];
  logic             looked[2];
  logic [KEY_W-1:0] key[2];
  always_ff @(posedge clk) begin
    valid[0] <= in_valid && !rst;
    valid[1] <= valid[0] && !rst;
    looked[0] <= (in_valid || in_check) && !rst;
    looked[1] <= looked[0] && !rst;
    if (in_valid) key[0] <= in_key;
    if (valid[0]) key[1] <= key[0];
  end

  // clocks 3 and 4: compare, first by parts; on the two behind the first, what is odd among what was compared
  localparam int PART = 64;  // bits that are compared at once
  logic [ENTRIES-1:0] candidate;  // a lookup looks at a rule there
  logic [ENTRIES-1:0] match;
  logic [ENTRIES-1:0] odd;
  for (genvar entry = 0; entry < ENTRIES; entry++) begin : g_entry
    logic [KEY_W/PART-1:0] alike;
    always_ff @(posedge clk) begin
      candidate[entry] <= valid[1] && rules[entry] && !rst;
      if (valid[1] && rules[entry]) begin
        for (int part = 0; part < KEY_W / PART; part++) begin
          alike[part] <= ((key[1][PART*part+:PART] & masks[entry][PART*part+:PART]) == keys[entry][PART*part+:PART]);
        end
      end
      match[entry] <= candidate[entry] && (&alike) && !rst;
    end
    nic_parity #(
        .WIDTH(2 * KEY_W + 1)
    ) u_parity (
        .clk,
        .valid(looked[1] && rules[entry]),
        .word({parities[entry], masks[entry], keys[entry]}),
        .odd(odd[entry])
    );
  end

  // clock 5: choose
  always_ff @(posedge clk) begin
    out_hit <= |match && !rst;
    for (int entry = ENTRIES - 1; entry >= 0; entry--) begin
      if (match[entry]) out_entry <= EW'(entry);
    end
  end

  // clock 5: errors
  logic               held[3:4];
  logic [ENTRIES-1:0] there[3:4];
  logic [ENTRIES-1:0] there_again[3:4];
  logic [ENTRIES-1:0] flaws;
  assign flaws = (there[4] ^ there_again[4]) | (there[4] & odd);
  always_ff @(posedge clk) begin
    held[3] <= looked[1] && !rst;
    held[4] <= held[3] && !rst;
    there[3] <= rules;
    there[4] <= there[3];
    there_again[3] <= rules_again;
    there_again[4] <= there_again[3];
    flawed <= held[4] && |flaws && !rst;
    for (int entry = ENTRIES - 1; entry >= 0; entry--) begin
      if (flaws[entry]) flawed_entry <= EW'(entry);
    end
  end
endmodule
