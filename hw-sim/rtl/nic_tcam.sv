// Rules with a mask each: a lookup a clock, answered five clocks later as by nic_tuple, and commands likewise in order with
// the lookups. Where several match, the entry with the lowest number wins. Entries are in banks of sixteen.
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
  localparam int PER_BANK = (ENTRIES < 16) ? ENTRIES : 16;
  localparam int BANKS = ENTRIES / PER_BANK;
  localparam int BW = $clog2(PER_BANK);

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

  // clocks 3 to 5: in all banks
  logic [EW-1:0]    write_bank;
  logic [EW-1:0]    read_bank;
  logic [BANKS-1:0] hit;
  logic [BANKS-1:0] flaws;
  logic [BW-1:0]    hit_entry[BANKS];
  logic [BW-1:0]    flaw_entry[BANKS];
  logic             fetched_valid[BANKS];
  logic [KEY_W-1:0] fetched_key[BANKS];
  logic [KEY_W-1:0] fetched_mask[BANKS];
  assign write_bank = write_entry >> BW;
  assign read_bank = read_entry >> BW;
  for (genvar bank = 0; bank < BANKS; bank++) begin : g_bank
    nic_tcam_bank #(
        .ENTRIES(PER_BANK)
    ) u_bank (
        .clk,
        .rst,
        .looks(valid[1]),
        .checks(looked[1]),
        .key(key[1]),
        .write_valid(write_valid && (write_bank == EW'(bank))),
        .write_there,
        .write_key_en,
        .write_key,
        .write_mask,
        .write_parity,
        .write_entry(write_entry[BW-1:0]),
        .out_hit(hit[bank]),
        .out_entry(hit_entry[bank]),
        .read_en(read_en && (read_bank == EW'(bank))),
        .read_entry(read_entry[BW-1:0]),
        .fetched_valid(fetched_valid[bank]),
        .fetched_key(fetched_key[bank]),
        .fetched_mask(fetched_mask[bank]),
        .flawed(flaws[bank]),
        .flawed_entry(flaw_entry[bank])
    );
  end

  // The lowest bank's entry is the lowest.
  assign out_hit = |hit;
  assign flawed = |flaws;
  always_comb begin
    out_entry = '0;
    flawed_entry = '0;
    for (int bank = BANKS - 1; bank >= 0; bank--) begin
      if (hit[bank]) out_entry = EW'(bank * PER_BANK) | EW'(hit_entry[bank]);
      if (flaws[bank]) flawed_entry = EW'(bank * PER_BANK) | EW'(flaw_entry[bank]);
    end
  end

  // what was read of a bank
  logic          was_read;
  logic [EW-1:0] was_bank;
  always_ff @(posedge clk) begin
    was_read <= read_en;
    was_bank <= read_bank;
    for (int bank = 0; bank < BANKS; bank++) begin
      if (was_read && (was_bank == EW'(bank))) begin
        read_valid <= fetched_valid[bank];
        read_key <= fetched_key[bank];
        read_mask <= fetched_mask[bank];
      end
    end
  end
endmodule
