// Some entries of the TCAM, side by side: each is compared with a lookup's key on two clocks, and the lowest that matches is
// chosen on a third.
//
// Every entry's parity is reckoned for every lookup, as every entry is compared: one that is wrong may match what it should
// not, or no longer what it should. What says that an entry holds a rule stands twice.
module nic_tcam_bank
  import nic_defs_pkg::*;
#(
    parameter int ENTRIES = 16  // a power of two
) (
    input  logic             clk,
    input  logic             rst,
    // lookups
    input  logic             looks,
    input  logic             checks,  // so does a lookup, or nothing but errors is looked for
    input  logic [KEY_W-1:0] key,
    // commands
    input  logic             write_valid,   // store key and mask, or empty the entry
    input  logic [1:0]       write_there,   // the entry holds a rule from now on, twice
    input  logic             write_key_en,  // key and mask are stored too
    input  logic [KEY_W-1:0] write_key,     // masked
    input  logic [KEY_W-1:0] write_mask,
    input  logic             write_parity,  // of both
    input  logic [$clog2(ENTRIES)-1:0] write_entry,
    // answers, three clocks after looks
    output logic             out_hit,
    output logic [$clog2(ENTRIES)-1:0] out_entry,  // the lowest
    // read-back, answered on the next clock
    input  logic             read_en,
    input  logic [$clog2(ENTRIES)-1:0] read_entry,
    output logic             fetched_valid,
    output logic [KEY_W-1:0] fetched_key,
    output logic [KEY_W-1:0] fetched_mask,
    // errors, three clocks after checks
    output logic             flawed,
    output logic [$clog2(ENTRIES)-1:0] flawed_entry  // the lowest
);
  localparam int EW = $clog2(ENTRIES);

  logic [ENTRIES-1:0] rules;
  logic [ENTRIES-1:0] rules_again;
  logic [ENTRIES-1:0] parities;
  logic [KEY_W-1:0]   keys[ENTRIES];
  logic [KEY_W-1:0]   masks[ENTRIES];
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
  end

  // clocks 1 and 2: compare, first by parts; on the two behind the first, what is odd among what was compared
  localparam int PART = 64;  // bits that are compared at once
  logic [ENTRIES-1:0] candidate;  // a lookup looks at a rule there
  logic [ENTRIES-1:0] match;
  logic [ENTRIES-1:0] odd;
  for (genvar entry = 0; entry < ENTRIES; entry++) begin : g_entry
    logic [KEY_W/PART-1:0] alike;
    always_ff @(posedge clk) begin
      candidate[entry] <= looks && rules[entry] && !rst;
      if (looks && rules[entry]) begin
        for (int part = 0; part < KEY_W / PART; part++) begin
          alike[part] <= ((key[PART*part+:PART] & masks[entry][PART*part+:PART]) == keys[entry][PART*part+:PART]);
        end
      end
      match[entry] <= candidate[entry] && (&alike) && !rst;
    end
    nic_parity #(
        .WIDTH(2 * KEY_W + 1)
    ) u_parity (
        .clk,
        .valid(checks && rules[entry]),
        .word({parities[entry], masks[entry], keys[entry]}),
        .odd(odd[entry])
    );
  end

  // clock 3: choose
  always_ff @(posedge clk) begin
    out_hit <= |match && !rst;
    for (int entry = ENTRIES - 1; entry >= 0; entry--) begin
      if (match[entry]) out_entry <= EW'(entry);
    end
  end

  // clock 3: errors
  logic               held[1:2];
  logic [ENTRIES-1:0] there[1:2];
  logic [ENTRIES-1:0] there_again[1:2];
  logic [ENTRIES-1:0] flaws;
  assign flaws = (there[2] ^ there_again[2]) | (there[2] & odd);
  always_ff @(posedge clk) begin
    held[1] <= checks && !rst;
    held[2] <= held[1] && !rst;
    there[1] <= rules;
    there[2] <= there[1];
    there_again[1] <= rules_again;
    there_again[2] <= there_again[1];
    flawed <= held[2] && |flaws && !rst;
    for (int entry = ENTRIES - 1; entry >= 0; entry--) begin
      if (flaws[entry]) flawed_entry <= EW'(entry);
    end
  end
endmodule
